// Draws what this node's agent tells. Texts come from the agent and go into the page as text, never as markup.
import { draw } from "/page/herd.js";
import { problems, cards, flags, peers } from "/page/nodes.js";
import { failovers } from "/page/failovers.js";

const POLL = 1000;
const STALE = 4000;
const LINES = 200;
const get = (id) => document.getElementById(id);
const heard = new Map(); // node → { document, at }
const history = new Map(); // node → lags
let own = "";
let lastAnswer = 0;
let known = [];

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
  const lag = status?.resources?.[0]?.server?.receive_lag_bytes;
  const lags = history.get(node) ?? [];
  lags.push(Number.isFinite(lag) ? lag : 0);
  history.set(node, lags.slice(-120));
}

function show() {
  const local = heard.get(own)?.status;
  if (!local) return;
  get("cluster").textContent = `${local.agent.cluster_name} · seen from ${own}`;
  document.title = `${local.agent.cluster_name} · Matriarch`;
  flags(get("flags"), local);
  problems(get("problems"), get("problem-list"), local, heard);
  draw(get("herd"), local, peers(local, heard));
  cards(get("cards"), local, peers(local, heard), history);
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

function tell(event) {
  known.push(event);
  known = known.slice(-1000);
  const line = document.createElement("li");
  const time = document.createElement("time");
  time.dateTime = event.time;
  time.textContent = new Date(event.time).toLocaleTimeString([], { hour12: false }) + event.time.slice(19, 23);
  const severity = document.createElement("span");
  severity.className = "sev " + ({ critical: "bad", warning: "warn" }[event.severity] ?? "calm");
  severity.textContent = event.severity;
  const text = document.createElement("span");
  text.textContent = event.data.sentence;
  line.append(time, severity, text);
  get("events").prepend(line);
  while (get("events").children.length > LINES) get("events").lastChild.remove();
}

async function begin() {
  try {
    const past = await ask("/v1/events?limit=1000");
    past.forEach(tell);
    failovers(get("failovers"), known);
    follow(past.at(-1)?.id ?? "0");
  } catch {
    setTimeout(begin, POLL);
  }
}

function follow(since) {
  const stream = new EventSource("/v1/events?since=" + since);
  const types = ["agent.started", "agent.stopping", "decision.changed", "score.changed", "operation.ended",
    "step.taken", "configuration.faults", "gap", "failover.begun", "failover.phase", "failover.ended",
    "promotion.recorded", "role.changed", "postgres.changed", "standby.changed", "streaming.changed",
    "slot.changed", "refusal.changed", "synchronous.changed", "cluster.quorum", "cluster.switch",
    "cluster.known", "node.changed", "failcount.changed", "node.fenced", "resource.told"];
  for (const type of types) {
    stream.addEventListener(type, (message) => {
      tell(JSON.parse(message.data));
      if (type.startsWith("failover")) failovers(get("failovers"), known);
    });
  }
}

setInterval(age, 500);
look();
begin();
