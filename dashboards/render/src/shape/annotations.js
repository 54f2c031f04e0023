// Annotations as Grafana's Prometheus data source makes them of a range query's answer.

const SECONDS = { s: 1, m: 60, h: 3600 };

function milliseconds(step) {
  const [, count, unit] = step.match(/^(\d+)([smh])$/);
  return count * SECONDS[unit] * 1000;
}

/** The instants at which a series is above zero, or those that its values are. */
function instants({ values }, useValueForTime) {
  return values
    .map(([at, text]) => [at * 1000, Number(text)])
    .filter(([, value]) => value > 0)
    .map(([at, value]) => (useValueForTime ? Math.floor(value) : at));
}

/** Instants that are no further apart than the annotation's step are one region. */
function regions(times, step) {
  const found = [];
  for (const time of times) {
    const open = found.at(-1);
    if (open && open.end + step >= time) {
      open.end = time;
    } else {
      found.push({ start: time, end: time });
    }
  }
  return found;
}

/** What is to be marked within the range: colour, start and end in milliseconds. */
export function marks(dashboard, { answers, from, to }) {
  return dashboard.annotations.list.flatMap((annotation) => {
    const answer = answers[`annotation/${annotation.name}`];
    if (!answer) {
      throw new Error(`annotation '${annotation.name}' was not asked`);
    }
    return answer.result
      .flatMap((series) =>
        regions(instants(series, annotation.useValueForTime), milliseconds(annotation.step)),
      )
      .filter(({ start, end }) => end >= from * 1000 && start <= to * 1000)
      .map((region) => ({ ...region, colour: annotation.iconColor, name: annotation.name }));
  });
}
