// Prometheus' answers in the shape in which Grafana's data source hands them to a panel.

/** The legend of a series: `{{label}}` is its label's value, and empty where it has none. */
export function legend(format, labels) {
  return format.replace(/\{\{\s*([^}]+?)\s*\}\}/g, (_, label) => labels[label] ?? '').trim();
}

/** The instants that a range query was asked for, in milliseconds. */
export function grid({ from, to, step }) {
  const times = [];
  for (let at = from; at <= to + 1e-6; at += step) {
    times.push(Math.round(at * 1000));
  }
  return times;
}

function number(text) {
  if (text.endsWith('Inf')) {
    return text.startsWith('-') ? -Infinity : Infinity;
  }
  return Number(text);
}

/** What is no number has no point. */
function point(text) {
  const value = number(text);
  return Number.isNaN(value) ? null : value;
}

function series(target, labels, times, values, interval) {
  return {
    refId: target.refId,
    length: times.length,
    fields: [
      { name: 'Time', type: 'time', config: { interval }, values: times },
      {
        name: 'Value',
        type: 'number',
        labels,
        config: { displayNameFromDS: legend(target.legendFormat, labels) || undefined },
        values,
      },
    ],
  };
}

/** A frame for each series; a range's has null wherever there is no point. */
export function seriesFrames(target, answer, range) {
  if (answer.resultType === 'vector') {
    return answer.result.map(({ metric, value: [at, text] }) =>
      series(target, metric, [at * 1000], [number(text)]),
    );
  }
  const times = grid(range);
  return answer.result.map(({ metric, values }) => {
    const points = new Map(values.map(([at, text]) => [Math.round(at * 1000), point(text)]));
    const all = times.map((at) => points.get(at) ?? null);
    return series(target, metric, times, all, range.step * 1000);
  });
}

/** One frame with a row for each series and a column for each label, or none without a series. */
export function tableFrames(target, answer, several) {
  if (answer.result.length === 0) {
    return [];
  }
  const labels = [...new Set(answer.result.flatMap(({ metric }) => Object.keys(metric)))].sort();
  const column = (name, type, of) => ({ name, type, config: {}, values: answer.result.map(of) });
  return [
    {
      refId: target.refId,
      length: answer.result.length,
      fields: [
        column('Time', 'time', ({ value }) => value[0] * 1000),
        ...labels.map((label) => column(label, 'string', ({ metric }) => metric[label] ?? '')),
        column(several ? `Value #${target.refId}` : 'Value', 'number', ({ value }) =>
          number(value[1]),
        ),
      ],
    },
  ];
}

/** What a panel's queries were answered, as frames. */
export function framesOf(panel, { answers, ...range }) {
  return panel.targets.flatMap((target) => {
    const key = `${panel.id}/${target.refId}`;
    const answer = answers[key];
    if (!answer) {
      throw new Error(`query ${target.refId} was not asked: no answer under ${key}`);
    }
    return target.format === 'table'
      ? tableFrames(target, answer, panel.targets.length > 1)
      : seriesFrames(target, answer, range);
  });
}
