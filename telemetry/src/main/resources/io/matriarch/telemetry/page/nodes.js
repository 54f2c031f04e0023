// The nodes as words: flags, problems, a card each.
const el = (tag, text, className) => {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};

export const size = (bytes) => {
  let value = bytes;
  for (const unit of ["B", "KiB", "MiB", "GiB"]) {
    if (value < 1024) return `${unit === "B" ? value : value.toFixed(1)} ${unit}`;
    value /= 1024;
  }
  return `${value.toFixed(1)} TiB`;
};

/// The resources of all nodes by name. One may be configured on some of the nodes only.
export function resources(heard) {
  const names = new Set();
  for (const { status } of heard.values()) for (const resource of status?.resources ?? []) names.add(resource.resource);
  return [...names].sort();
}

/// What is known of a resource's cluster: this node's view, or that of the first node that has one.
function clusterOf(name, own, heard) {
  const of = (node) => heard.get(node)?.status?.resources?.find((r) => r.resource === name)?.cluster;
  const views = [own, ...heard.keys()].map(of).filter(Boolean);
  return views.find((view) => view.known) ?? views[0] ?? {};
}

/// Every node of the cluster with what is known of the resource on it.
export function peers(name, own, heard) {
  const cluster = clusterOf(name, own, heard);
  const names = new Set(heard.keys());
  for (const node of cluster.nodes ?? []) names.add(node.node);
  const find = (status) => status?.resources?.find((r) => r.resource === name);
  return [...names].sort().map((node) => ({
    name: node,
    threshold: cluster.migration_threshold,
    cluster: (cluster.nodes ?? []).find((n) => n.node === node),
    told: find(heard.get(node)?.status),
    silent: heard.get(node)?.reason,
    last: find(heard.get(node)?.last_status),
    age: heard.get(node)?.age_ms,
  }));
}

export function flags(place, cluster) {
  const flag = (well, good, bad) => el("span", well ? "✓ " + good : "✗ " + bad, "flag " + (well ? "good" : "bad"));
  place.replaceChildren(
    ...(cluster?.known
      ? [
          flag(cluster.quorate, "quorum", "no quorum"),
          flag(!cluster.maintenance, "managed by Pacemaker", "maintenance mode"),
          flag(cluster.fencing_enabled, "fencing on", "fencing off"),
          el("span", "DC " + (cluster.designated_controller || "none"), "flag"),
        ]
      : [el("span", "✗ the cluster's state is unknown", "flag bad")]),
  );
}

const INFINITY = 1000000;

/// How often the instance failed on the node, and of how many times if that is limited.
function failures({ cluster, threshold }) {
  if (cluster.fail_count === INFINITY) return "INFINITY";
  return threshold === INFINITY ? cluster.fail_count : `${cluster.fail_count} of ${threshold}`;
}

/// What is wrong with a resource, a sentence each.
export function problems(name, all) {
  const found = [];
  const primaries = all.filter((p) => p.told?.server?.state === "primary");
  if (primaries.length !== 1) found.push(primaries.length === 0 ? `${name}: no primary` : `${name}: several primaries: ` + primaries.map((p) => p.name).join(", "));
  for (const peer of all) {
    if (peer.silent) found.push(`${peer.name}: ${peer.silent}`);
    else if (peer.told && ![0, 8].includes(peer.told.decision.exit_code)) found.push(`${peer.name}: ${peer.told.decision.because}`);
    if (peer.cluster?.unclean) found.push(`${peer.name} waits to be fenced`);
    if (peer.cluster?.refusal) found.push(`${peer.name} must not be promoted: it ${peer.cluster.refusal}`);
    if (peer.cluster?.fail_count >= peer.threshold) found.push(`Pacemaker keeps ${name} off ${peer.name}, where its fail count is ${failures(peer)}: when the cause is gone, crm_resource --cleanup -r ${name} -N ${peer.name}`);
    if (peer.cluster?.standby_mode) found.push(`${peer.name} is in standby mode: it runs no resource`);
    if (peer.cluster?.data_loss_allowed) found.push(`${peer.name} may be promoted with a loss, allowed at ${peer.cluster.data_loss_allowed}`);
  }
  return found;
}

export function list(section, place, found) {
  section.hidden = found.length === 0;
  place.replaceChildren(...[...new Set(found)].map((text) => el("li", text)));
}

/// A heading over what belongs to one resource, where there are several.
export function titled(name, several, content) {
  const made = el("div");
  if (several) made.append(el("h3", name, "resource"));
  made.append(content);
  return made;
}

const seconds = (millis) => `${(millis / 1000).toFixed(1)} s`;

function spark(lags) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("class", "spark");
  svg.setAttribute("viewBox", "0 0 120 20");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  const most = Math.max(1, ...lags);
  svg.setAttribute("aria-label", `lag of the last ${lags.length} s, at most ${size(Math.max(...lags))}`);
  const line = document.createElementNS(ns, "polyline");
  line.setAttribute("points", lags.map((lag, i) => `${i + 120 - lags.length},${19 - (18 * lag) / most}`).join(" "));
  svg.append(line);
  return svg;
}

export function cards(name, all, history) {
  const made = el("div", undefined, "cards");
  made.append(...all.map((peer) => card(peer, history.get(`${peer.name} ${name}`) ?? [])));
  return made;
}

function card(peer, lags) {
  const made = el("article");
  const server = peer.told?.server;
  const head = el("h3", peer.name);
  const role = server?.role ?? "unknown";
  head.append(el("span", peer.silent ? "not heard" : server?.state ?? "not served", { primary: "good", replica: "calm" }[role] ?? "bad"));
  made.append(head);
  const facts = el("dl");
  const fact = (name, value) => value !== undefined && value !== null && facts.append(el("dt", name), el("dd", String(value)));
  fact("Pacemaker", peer.cluster ? `${peer.cluster.role}${peer.cluster.online ? "" : ", offline"}` : undefined);
  fact("score", peer.cluster?.score ?? "none");
  fact("failures", peer.cluster?.fail_count > 0 ? failures(peer) : undefined);
  fact("timeline", server?.timeline);
  fact("WAL", server?.written ?? server?.held);
  fact("lag", server?.receive_lag_bytes === undefined ? undefined : size(server.receive_lag_bytes));
  fact("seen", server?.age_ms === undefined ? undefined : seconds(server.age_ms) + " ago");
  fact("free", peer.told?.health?.disk ? size(peer.told.health.disk.free_bytes) : undefined);
  made.append(facts);
  const why = el("p", undefined, "why");
  if (peer.told) {
    why.append(el("b", peer.told.decision.rule), " " + peer.told.decision.because);
  } else {
    why.append(peer.silent ?? "nothing is known of it");
    if (peer.last) why.append(`; ${seconds(peer.age)} ago it was ${peer.last.server?.state ?? "unknown"}, ${peer.last.decision.because}`);
  }
  made.append(why);
  if (server?.state === "standby") made.append(spark(lags));
  return made;
}
