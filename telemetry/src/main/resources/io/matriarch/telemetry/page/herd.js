// The herd as a picture: the primary above, whoever follows below, the lag on the edges.
import { size } from "/page/nodes.js";

const NS = "http://www.w3.org/2000/svg";
const WIDTH = 230;
const HEIGHT = 84;

function svg(tag, attributes, text) {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

/// Each node's upstream by name, as the server that sends the WAL tells it.
function upstreams(all) {
  const found = new Map();
  for (const sender of all) {
    for (const link of sender.told?.server?.standbys ?? []) found.set(link.standby, { from: sender.name, link });
  }
  return found;
}

/// A picture of one resource's nodes.
export function draw(all) {
  const up = upstreams(all);
  const level = (name, seen = new Set()) => {
    const from = up.get(name)?.from;
    return from === undefined || seen.has(name) ? 0 : 1 + level(from, seen.add(name));
  };
  const isPrimary = (peer) => peer.told?.server?.state === "primary";
  const rows = [];
  for (const peer of all) {
    const row = isPrimary(peer) ? 0 : Math.max(1, level(peer.name));
    (rows[row] ??= []).push(peer);
  }
  const wide = Math.max(...rows.filter(Boolean).map((row) => row.length)) * (WIDTH + 40) + 120;
  const tall = rows.length * (HEIGHT + 70) - 54;
  const picture = svg("svg", { viewBox: `0 0 ${wide} ${tall}`, width: wide, height: tall, role: "img", "aria-label": describe(all, up) });
  const at = new Map();
  rows.forEach((row, r) => (row ?? []).forEach((peer, i) => {
    at.set(peer.name, { x: (wide / row.length) * (i + 0.5), y: r * (HEIGHT + 70) + HEIGHT / 2 + 8 });
  }));
  for (const [name, { from, link }] of up) edge(picture, at.get(from), at.get(name), link, all.find((p) => p.name === from));
  for (const peer of all) node(picture, at.get(peer.name), peer);
  return picture;
}

function describe(all, up) {
  const sentences = all.map((peer) => {
    const { from, link } = up.get(peer.name) ?? {};
    const state = peer.told?.server?.state ?? "unknown";
    return from ? `${peer.name} is ${state} and follows ${from}, ${link.state}, ${link.sync_state}` : `${peer.name} is ${state}`;
  });
  return sentences.join("; ");
}

function edge(picture, from, to, link, sender) {
  if (!from || !to) return;
  const startY = from.y + HEIGHT / 2;
  const endY = to.y - HEIGHT / 2;
  const middle = (startY + endY) / 2;
  const behind = bytes(sender?.told?.server?.written) - bytes(link.replayed);
  const kind = link.state !== "streaming" || behind > 16 << 20 ? "behind" : ["sync", "quorum"].includes(link.sync_state) ? "sync" : "";
  picture.append(svg("path", { class: kind, d: `M${from.x},${startY} C${from.x},${middle} ${to.x},${middle} ${to.x},${endY}` }));
  const text = `${link.sync_state} · ${link.state === "streaming" ? size(Math.max(0, behind || 0)) + " behind" : link.state}`;
  const left = to.x < from.x;
  const place = { class: "small", x: to.x + (left ? -10 : 10), y: endY - 10, "text-anchor": left ? "end" : "start" };
  picture.append(svg("text", place, text));
}

function bytes(lsn) {
  const [high, low] = (lsn ?? "0/0").split("/").map((part) => parseInt(part, 16));
  return high * 2 ** 32 + low;
}

function node(picture, { x, y }, peer) {
  const server = peer.told?.server;
  const role = server?.role ?? "unknown";
  const group = svg("g", { class: role, transform: `translate(${x - WIDTH / 2},${y - HEIGHT / 2})` });
  group.append(
    svg("rect", { width: WIDTH, height: HEIGHT, rx: 10 }),
    svg("text", { class: "name", x: 14, y: 26 }, `${role === "primary" ? "★ " : ""}${peer.name}`),
    svg("text", { x: 14, y: 48 }, peer.silent ? "not heard" : `${server?.state ?? "not served"}${server?.timeline ? " · timeline " + server.timeline : ""}`),
    svg("text", { class: "small", x: 14, y: 69 }, `${peer.cluster?.role ?? "?"} · score ${peer.cluster?.score ?? "none"}${peer.cluster?.unclean ? " · UNCLEAN" : ""}`),
  );
  picture.append(group);
}
