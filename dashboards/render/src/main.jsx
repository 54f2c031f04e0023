import './page.css';
import { createTheme } from '@grafana/data';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Page } from './Page.jsx';
import { prepare } from './fields.js';
import { all, forget, report, watch } from './problems.js';
import { marks } from './shape/annotations.js';
import { framesOf } from './shape/answers.js';

const FONT = 'Inter';
const MARGIN = 16;
const DRAWN_MOST = 30000;
const SETTLED = 300;

const theme = createTheme({ colors: { mode: 'dark' } });
let root;
let done = false;

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function prepared(panel, data) {
  try {
    return await prepare(panel, framesOf(panel, data), theme);
  } catch (error) {
    throw new Error(`'${panel.title}': ${error.message}`, { cause: error });
  }
}

function drawnPanels() {
  return [...document.querySelectorAll('[data-panel]')];
}

/** A plot comes only after its legend was measured. */
function waiting() {
  return drawnPanels()
    .filter(({ dataset }) => dataset.type === 'timeseries')
    .filter((panel) => !panel.querySelector('canvas, .nothing'));
}

async function settle() {
  const end = Date.now() + DRAWN_MOST;
  while (waiting().length > 0 && Date.now() < end) {
    await pause(50);
  }
  await pause(SETTLED);
  drawnPanels()
    .filter((panel) => panel.textContent === panel.dataset.panel)
    .concat(waiting())
    .forEach(({ dataset }) => report(`'${dataset.panel}' is blank`));
}

function reportEmpty(panels) {
  panels
    .filter(({ type, frames }) => type !== 'row' && frames.length === 0)
    .filter(({ fieldConfig }) => fieldConfig.defaults.noValue === undefined)
    .forEach(({ title }) => report(`'${title}' has no data`));
}

async function show(dashboard, data) {
  await document.fonts?.load(`14px '${FONT}'`);
  const panels = [];
  for (const panel of dashboard.panels) {
    panels.push(panel.type === 'row' ? panel : await prepared(panel, data));
  }
  reportEmpty(panels);
  root?.unmount();
  root = createRoot(document.getElementById('page'));
  const page = (
    <Page
      range={{ from: data.from, to: data.to }}
      marks={marks(dashboard, data)}
      width={document.documentElement.clientWidth - 2 * MARGIN}
      {...{ dashboard, panels, theme }}
    />
  );
  flushSync(() => root.render(page));
  await settle();
}

/** Draws a dashboard; both are JSON, as text or as an object. */
window.draw = (dashboard, data) => {
  const [drawn, answers] = [dashboard, data].map((json) =>
    typeof json === 'string' ? JSON.parse(json) : json,
  );
  done = false;
  forget();
  show(drawn, answers)
    .catch((error) => report(error.stack ?? error))
    .finally(() => (done = true));
};

/** Whether the last drawing has ended, and what was wrong with it. */
window.drawn = () => ({ done, problems: all() });

watch();
if (window.matriarch) {
  window.draw(window.matriarch.dashboard, window.matriarch);
}
