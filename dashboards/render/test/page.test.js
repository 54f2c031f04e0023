import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { JSDOM, VirtualConsole } from 'jsdom';
import { dataFor } from './fixture.js';

const BUILT = fileURLToPath(new URL('../target/index.html', import.meta.url));
const DASHBOARDS = new URL('../../grafana/', import.meta.url);
const DRAWN_MOST = 60000;

/** A canvas that takes everything and shows nothing. */
function canvas() {
  return new Proxy(
    { measureText: (text) => ({ width: text.length * 7 }), canvas: { width: 1, height: 1 } },
    { get: (own, name) => (name in own ? own[name] : () => ({ addColorStop() {} })) },
  );
}

/** What a browser has and jsdom lacks. */
function completed(window) {
  const context = canvas();
  window.HTMLCanvasElement.prototype.getContext = () => context;
  window.Path2D = class {
    constructor() {
      return canvas();
    }
  };
  window.MessageChannel = class {
    port1 = {};
    port2 = { postMessage: () => setTimeout(() => this.port1.onmessage?.({})) };
  };
  Object.assign(window, { TextDecoder, TextEncoder });
  window.Document.prototype.queryCommandSupported = () => false;
  window.matchMedia = () => ({ matches: false, addEventListener() {}, addListener() {} });
  window.ResizeObserver = class {
    constructor(told) {
      this.told = told;
    }
    observe(target) {
      const contentRect = { width: 800, height: 20, x: 0, y: 0, top: 0, left: 0 };
      const contentBoxSize = [{ inlineSize: 800, blockSize: 20 }];
      setTimeout(() => this.told([{ target, contentRect, contentBoxSize }], this));
    }
    unobserve() {}
    disconnect() {}
  };
}

async function open() {
  assert.ok(existsSync(BUILT), `${BUILT} is missing: npm run build makes it`);
  const complaints = [];
  const virtualConsole = new VirtualConsole();
  virtualConsole.on('jsdomError', ({ message }) => {
    // Layers of styles are newer than jsdom's parser.
    if (!message.startsWith('Could not parse CSS stylesheet')) {
      complaints.push(message);
    }
  });
  const dom = new JSDOM(readFileSync(BUILT, 'utf8'), {
    pretendToBeVisual: true,
    runScripts: 'dangerously',
    url: 'http://localhost/',
    beforeParse: completed,
    virtualConsole,
  });
  return { window: dom.window, complaints };
}

async function drawn(window, dashboard, data) {
  window.draw(JSON.stringify(dashboard), JSON.stringify(data));
  const end = Date.now() + DRAWN_MOST;
  while (!window.drawn().done && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return window.drawn();
}

for (const file of readdirSync(DASHBOARDS).filter((name) => name.endsWith('.json'))) {
  const dashboard = JSON.parse(readFileSync(new URL(file, DASHBOARDS)));

  test(`every panel of ${file} is drawn`, async () => {
    const { window, complaints } = await open();
    const { done, problems } = await drawn(window, dashboard, dataFor(dashboard));
    assert.deepEqual([...problems], []);
    assert.deepEqual(complaints, []);
    assert.ok(done);
    const titles = [...window.document.querySelectorAll('[data-panel]')].map((p) => p.dataset.panel);
    assert.deepEqual(titles, dashboard.panels.filter((p) => p.type !== 'row').map((p) => p.title));
    window.close();
  });
}

test('a table has its titles, and a row for each resource', async () => {
  const { window } = await open();
  const dashboard = JSON.parse(readFileSync(new URL('matriarch-fleet.json', DASHBOARDS)));
  await drawn(window, dashboard, dataFor(dashboard));
  const cells = (role) =>
    [...window.document.querySelectorAll(`[role=${role}]`)].map((cell) => cell.textContent);
  const titles = cells('columnheader');
  assert.deepEqual(titles.slice(0, 4), ['Cluster', 'Resource', 'Primary', 'Primaries']);
  assert.ok(titles.every((title) => !title.startsWith('Value')));
  const rows = cells('gridcell');
  assert.deepEqual(rows.slice(0, 4), ['cluster_name-0', 'resource-0', 'node-0', 'none']);
  assert.equal(rows.length, 3 * titles.length);
  window.close();
});

test('a panel that cannot be drawn is told of, and the others are drawn', async () => {
  const { window } = await open();
  const dashboard = JSON.parse(readFileSync(new URL('matriarch-node.json', DASHBOARDS)));
  dashboard.panels[1].type = 'piechart';
  const { problems } = await drawn(window, dashboard, dataFor(dashboard));
  assert.match(problems[0], /piechart/);
  assert.equal(window.document.querySelectorAll('canvas').length > 5, true);
  window.close();
});

test('a panel without data is told of, unless it says what that means', async () => {
  const { window } = await open();
  const dashboard = JSON.parse(readFileSync(new URL('matriarch-cluster.json', DASHBOARDS)));
  const data = dataFor(dashboard);
  for (const answer of Object.values(data.answers)) {
    answer.result = [];
  }
  const { problems } = await drawn(window, dashboard, data);
  assert.ok(problems.includes("'Timeline' has no data"));
  assert.ok(!problems.some((problem) => problem.includes('WAL that slots may still hold')));
  window.close();
});
