import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marks } from '../src/shape/annotations.js';
import { framesOf, legend, seriesFrames, tableFrames } from '../src/shape/answers.js';
import { place } from '../src/shape/layout.js';
import { blocks, ticks } from '../src/shape/timeline.js';

const RANGE = { from: 100, to: 106, step: 2 };
const TARGET = { refId: 'A', legendFormat: '{{node}} {{resource}}', format: 'time_series' };

const matrix = (...values) => ({
  resultType: 'matrix',
  result: [{ metric: { node: 'n1' }, values }],
});

test('a legend takes its labels, and nothing for those that are not there', () => {
  assert.equal(legend('{{node}} {{ resource }}', { node: 'n1', resource: 'pgsqld' }), 'n1 pgsqld');
  assert.equal(legend('{{node}} {{resource}}', { node: 'n1' }), 'n1');
});

test('a range has a point for each step, and null where Prometheus has none', () => {
  const [frame] = seriesFrames(TARGET, matrix([100, '1'], [104, 'NaN'], [106, '3']), RANGE);
  const [time, value] = frame.fields;
  assert.deepEqual(time.values, [100000, 102000, 104000, 106000]);
  assert.deepEqual(value.values, [1, null, null, 3]);
  assert.equal(value.config.displayNameFromDS, 'n1');
});

test('an instant is one point, and infinity is a number', () => {
  const answer = { resultType: 'vector', result: [{ metric: {}, value: [106, '+Inf'] }] };
  const [frame] = seriesFrames(TARGET, answer, RANGE);
  assert.deepEqual(frame.fields[1].values, [Infinity]);
});

test('a table has a column for each label, and its value is named after the query', () => {
  const result = [
    { metric: { peer: 'n2', role: 'promoted' }, value: [106, '1'] },
    { metric: { peer: 'n1' }, value: [106, '2'] },
  ];
  const [frame] = tableFrames({ refId: 'B' }, { result }, true);
  assert.deepEqual(
    frame.fields.map(({ name, values }) => [name, values]),
    [
      ['Time', [106000, 106000]],
      ['peer', ['n2', 'n1']],
      ['role', ['promoted', '']],
      ['Value #B', [1, 2]],
    ],
  );
});

test('a table without a series has no columns', () => {
  assert.deepEqual(tableFrames({ refId: 'A' }, { result: [] }, true), []);
});

test('a query that was not asked is told of', () => {
  const panel = { id: 3, targets: [TARGET] };
  assert.throws(() => framesOf(panel, { ...RANGE, answers: {} }), /no answer under 3\/A/);
});

test('equal neighbours are one block, and a gap parts them', () => {
  assert.deepEqual(blocks([0, 2, 4, 6, 8], [1, 1, null, 1, 2], 9), [
    { value: 1, start: 0, end: 4 },
    { value: 1, start: 6, end: 8 },
    { value: 2, start: 8, end: 9 },
  ]);
});

test('ticks are at round times, and few', () => {
  assert.deepEqual(ticks(101, 245, 4), { found: [120000, 180000, 240000], step: 60000 });
});

function annotated(annotation, values) {
  const dashboard = { annotations: { list: [{ name: 'a', step: '10s', ...annotation }] } };
  const answers = { 'annotation/a': { result: [{ values }] } };
  return marks(dashboard, { from: 100, to: 200, answers }).map(({ start, end }) => [start, end]);
}

test('an annotation that is a time is marked once, at that time, and only within the range', () => {
  const values = [[110, '50000'], [120, '115000'], [130, '115000'], [150, '140000']];
  assert.deepEqual(annotated({ useValueForTime: true }, values), [
    [115000, 115000],
    [140000, 140000],
  ]);
});

test('an annotation that holds for a while is a region', () => {
  const values = [[110, '1'], [120, '1'], [130, '0'], [150, '1']];
  assert.deepEqual(annotated({ useValueForTime: false }, values), [
    [110000, 120000],
    [150000, 150000],
  ]);
});

test('24 columns fill the width, with a gap between panels', () => {
  assert.deepEqual(place({ x: 12, y: 5, w: 12, h: 8 }, 1568), {
    left: 788,
    top: 190,
    width: 780,
    height: 296,
  });
});
