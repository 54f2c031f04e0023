// The last failovers, each as a line of phases: every node tells the phases that it saw.
const ORDER = ["detect", "fence", "demote", "elect", "promote", "writable", "address"];

export function failovers(place, events) {
  const found = new Map(); // the failover's name → what is known of it
  for (const event of events.filter((e) => e.type.endsWith("failover.ended") && e.data.outcome === "promoted")) {
    const id = event.correlationid ?? event.source + event.id;
    const one = found.get(id);
    if (one) {
      one.phases = { ...one.phases, ...event.data.phases_ms };
      if (event.data.took_ms > one.took) Object.assign(one, { took: event.data.took_ms, event });
    } else {
      found.set(id, { event, took: event.data.took_ms, phases: event.data.phases_ms });
    }
  }
  const ended = [...found.values()].sort((a, b) => (a.event.time < b.event.time ? 1 : -1)).slice(0, 4);
  if (ended.length > 0) place.replaceChildren(...ended.map(drawn));
}

function drawn({ event, took, phases }) {
  const made = document.createElement("div");
  made.className = "failover";
  const title = document.createElement("p");
  title.textContent = `${new Date(event.time).toLocaleString([], { hour12: false })} · ${event.data.sentence}`;
  const parts = Object.entries(phases).sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b));
  const rest = took - parts.reduce((sum, [, millis]) => sum + millis, 0);
  if (parts.length > 0 && rest > 0) parts.push(["in between", rest]);
  const bars = document.createElement("div");
  bars.className = "bars";
  bars.setAttribute("role", "img");
  bars.setAttribute("aria-label", parts.map(([name, millis]) => `${name} ${millis} ms`).join(", ") || "no phase was seen");
  for (const [name, millis] of parts) {
    const bar = document.createElement("span");
    if (name === "in between") bar.className = "rest";
    bar.style.flexGrow = Math.max(millis, 1);
    bar.style.flexBasis = "5.5rem";
    bar.textContent = `${name} ${millis} ms`;
    bars.append(bar);
  }
  made.append(title, ...(parts.length > 0 ? [bars] : []));
  return made;
}
