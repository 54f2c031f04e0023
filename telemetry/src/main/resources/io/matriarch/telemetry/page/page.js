// Draws what this node's agent tells. Texts come from the agent and go into the page as text, never as markup.
import { draw } from "/page/herd.js";
import { cards, flags, list, peers, problems, resources, titled } from "/page/nodes.js";
import { failovers } from "/page/failovers.js";

const POLL = 1000;
const STALE = 4000;
const LINES = 200;
const get = (id) => document.getElementById(id);
const heard = new Map(); // node → { status, reason, age_ms, last_status }
const history = new Map(); // node and resource → lags
const places = new Map(); // node → number of its latest event
let own = "";
let lastAnswer = 0;
let known = []; // events, the oldest first

async function ask(path) {
  const answer = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(2500) });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

async function look() {
  try {
    const all = await ask("/v1/herd");
    lastAnswer = Date.now();
    own = all.node;
    for (const node of heard.keys()) if (!(node in all.nodes)) heard.delete(node);
    for (const [node, answer] of Object.entries(all.nodes)) {
      heard.set(node, answer);
      remember(node, answer.status);
    }
    show();
  } catch {
    // The age says it.
  }
  age();
  setTimeout(look, POLL);
}

function remember(node, status) {
  for (const { resource, server } of status?.resources ?? []) {
    const lag = server?.receive_lag_bytes;
    const lags = history.get(`${node} ${resource}`) ?? [];
    lags.push(Number.isFinite(lag) ? lag : 0);
    history.set(`${node} ${resource}`, lags.slice(-120));
  }
}

function show() {
  const local = heard.get(own)?.status;
  if (!local) return;
  get("cluster").textContent = `${local.agent.cluster_name} · seen from ${own}`;
  document.title = `${local.agent.cluster_name} · Matriarch`;
  const all = resources(heard).map((name) => ({ name, peers: peers(name, own, heard) }));
  const several = all.length > 1;
  flags(get("flags"), [local, ...[...heard.values()].map((h) => h.status)].map((s) => s?.resources?.[0]?.cluster).find((c) => c?.known));
  list(get("problems"), get("problem-list"), all.length === 0 ? ["no agent serves a resource"] : all.flatMap((r) => problems(r.name, r.peers)));
  get("herd").replaceChildren(...all.map((r) => titled(r.name, several, draw(r.peers))));
  get("cards").replaceChildren(...all.map((r) => titled(r.name, several, cards(r.name, r.peers, history))));
}

function age() {
  const millis = Date.now() - lastAnswer;
  const line = get("age");
  line.classList.toggle("stale", millis > STALE);
  line.textContent = lastAnswer === 0
    ? "the agent does not answer"
    : millis > STALE
      ? `what you see is ${Math.round(millis / 1000)} s old: the agent does not answer`
      : `${(millis / 1000).toFixed(1)} s old`;
}

/// Takes an event of a node, once.
function take(node, event) {
  if (Number(event.id) <= (places.get(node) ?? 0)) return;
  places.set(node, Number(event.id));
  let at = known.length;
  while (at > 0 && known[at - 1].time > event.time) at--;
  known.splice(at, 0, event);
  known = known.slice(-1000);
  put(node, event);
  if (event.type.includes("failover")) failovers(get("failovers"), known);
}

/// Into its place by time: what the other nodes tell comes a moment later.
function put(node, event) {
  const place = get("events");
  let before = place.firstChild;
  while (before && before.dataset.time > event.time) before = before.nextSibling;
  place.insertBefore(line(node, event), before);
  while (place.children.length > LINES) place.lastChild.remove();
}

function line(node, event) {
  const made = document.createElement("li");
  made.dataset.time = event.time;
  const time = document.createElement("time");
  time.dateTime = event.time;
  time.textContent = new Date(event.time).toLocaleTimeString([], { hour12: false }) + event.time.slice(19, 23);
  const severity = document.createElement("span");
  severity.className = "sev " + ({ critical: "bad", warning: "warn" }[event.severity] ?? "calm");
  severity.textContent = event.severity;
  const text = document.createElement("span");
  text.textContent = `${node}: ${event.data.sentence}`;
  made.append(time, severity, text);
  return made;
}

/// All nodes' events come by way of this node's agent, within a second.
async function gather() {
  try {
    const after = [...places].map(([node, number]) => `${node}:${number}`).join(",");
    const all = await ask("/v1/herd/events?after=" + encodeURIComponent(after));
    for (const [node, answer] of Object.entries(all.nodes)) answer.events.forEach((event) => take(node, event));
    const silent = Object.entries(all.nodes).filter(([, answer]) => answer.reason);
    get("events-age").textContent = silent.map(([node, answer]) => missing(node, answer)).join("; ");
  } catch {
    // The age says it.
  }
  setTimeout(gather, POLL);
}

function missing(node, answer) {
  const since = answer.age_ms === null ? "nothing of it is known" : `what is here of it is ${Math.round(answer.age_ms / 1000)} s old`;
  return `${node}: ${answer.reason}; ${since}`;
}

setInterval(age, 500);
look();
gather();
