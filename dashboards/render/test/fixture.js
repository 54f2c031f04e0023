// Answers as a Prometheus would give them, made up for any dashboard.

const SERIES = [0, 1, 2];
export const FROM = 1764313200;
export const TO = FROM + 240;
const STEP = 2;

function labelsOf({ expr, legendFormat }) {
  const grouped = expr.match(/by \(([^)]*)\)/);
  const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
  return grouped ? grouped[1].split(', ') : named;
}

function metric(target, number) {
  return Object.fromEntries(labelsOf(target).map((label) => [label, `${label}-${number}`]));
}

/** A value that changes in the middle, where for a while there is none. */
function matrix(target) {
  const instants = Array.from({ length: (TO - FROM) / STEP + 1 }, (_, i) => FROM + i * STEP);
  const middle = (FROM + TO) / 2;
  return {
    resultType: 'matrix',
    result: SERIES.map((number) => ({
      metric: metric(target, number),
      values: instants
        .filter((at) => Math.abs(at - middle) > 10)
        .map((at) => [at, String(at < middle ? number : (number + 1) % 3)]),
    })),
  };
}

function vector(target) {
  return {
    resultType: 'vector',
    result: SERIES.map((number) => ({
      metric: metric(target, number),
      value: [TO, String(number)],
    })),
  };
}

export function dataFor(dashboard) {
  const answers = {};
  for (const panel of dashboard.panels) {
    for (const target of panel.targets ?? []) {
      answers[`${panel.id}/${target.refId}`] = target.instant ? vector(target) : matrix(target);
    }
  }
  for (const { name } of dashboard.annotations.list) {
    answers[`annotation/${name}`] = {
      resultType: 'matrix',
      result: [{ metric: { node: 'n1' }, values: [[FROM + 60, String((FROM + 50) * 1000)]] }],
    };
  }
  return { from: FROM, to: TO, step: STEP, answers };
}
