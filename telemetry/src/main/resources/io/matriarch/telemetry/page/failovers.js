// The last failovers, each as a line of phases: as that node tells it that saw the most of them.
export function failovers(place, events) {
  const best = new Map();
  const phases = (event) => Object.keys(event.data.phases_ms).length;
  for (const event of events.filter((e) => e.type.endsWith("failover.ended") && e.data.outcome === "promoted")) {
    const id = event.correlationid ?? event.source + event.id;
    if (!best.has(id) || phases(event) > phases(best.get(id))) best.set(id, event);
  }
  const ended = [...best.values()].sort((a, b) => (a.time < b.time ? 1 : -1)).slice(0, 4);
  if (ended.length > 0) place.replaceChildren(...ended.map(one));
}

function one(event) {
  const made = document.createElement("div");
  made.className = "failover";
  const title = document.createElement("p");
  title.textContent = `${new Date(event.time).toLocaleString([], { hour12: false })} · ${event.data.sentence}`;
  const bars = document.createElement("div");
  bars.className = "bars";
  const phases = Object.entries(event.data.phases_ms);
  const rest = event.data.took_ms - phases.reduce((sum, [, took]) => sum + took, 0);
  if (phases.length > 0 && rest > 0) phases.push(["in between", rest]);
  bars.setAttribute("role", "img");
  bars.setAttribute("aria-label", phases.map(([name, took]) => `${name} ${took} ms`).join(", ") || "no phase was seen here");
  for (const [name, took] of phases) {
    const bar = document.createElement("span");
    if (name === "in between") bar.className = "rest";
    bar.style.flexGrow = Math.max(took, 1);
    bar.style.flexBasis = "5.5rem";
    bar.textContent = `${name} ${took} ms`;
    bars.append(bar);
  }
  made.append(title, ...(phases.length > 0 ? [bars] : []));
  return made;
}
