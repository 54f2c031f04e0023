// The blocks of a state-timeline's row, and the ticks below it.

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400];

/** Equal neighbours are one block; a value holds until the next instant, and null leaves a gap. */
export function blocks(times, values, end) {
  const found = [];
  values.forEach((value, place) => {
    if (value === null) {
      return;
    }
    const until = times[place + 1] ?? end;
    const open = found.at(-1);
    if (open && open.value === value && open.end === times[place]) {
      open.end = until;
    } else {
      found.push({ value, start: times[place], end: until });
    }
  });
  return found.filter(({ start, end: until }) => until > start);
}

/** Instants at round times, no more than so many. */
export function ticks(from, to, most) {
  const step = (STEPS.find((seconds) => (to - from) / seconds <= most) ?? 86400 * 7) * 1000;
  const found = [];
  for (let at = Math.ceil((from * 1000) / step) * step; at <= to * 1000; at += step) {
    found.push(at);
  }
  return { found, step };
}
