// A load generator on bare sockets: `node load.mjs '{"url":…,"mode":"closed"|"open",…}'`; prints one JSON object.
// closed: each connection sends when its answer has come. open: requests leave by the clock, whatever the answers do;
// latency counts from the moment a request was due, so that waiting for a free connection counts too.
import { connect } from 'node:net';

const settings = JSON.parse(process.argv[2]);
const {
  url,
  mode,
  connections,
  seconds,
  perRequest = 1,
  rate = 0,
  prefix,
  method = 'POST',
  path = '/v1/transactions',
  warmUpSeconds = 1,
} = settings;
const { hostname, port } = new URL(url);
let state = settings.seed ?? 1;
const below = (limit) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
};
let next = 0;
const payment = () =>
  `{"id":"${prefix}-${next++}","at":${Date.now()},"values":{"customer":"c${below(5_000)}","terminal":"t${below(10_000)}","amount":${((500 + below(9_500)) * (below(50) === 0 ? 20 : 1)) / 100}}}`;
const bodyOf = () => {
  if (perRequest === 1) return payment();
  return `[${Array.from({ length: perRequest }, payment).join(',')}]`;
};
const requestText = () => {
  if (method === 'GET') return `GET ${path.replace('{key}', `c${below(5_000)}`)} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const body = bodyOf();
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};

const latencies = [];
const statuses = new Map();
const answers = new Map();
let measuring = false;
let answered = 0;

const ANSWER = '"answer":"';
const count = (counts, name) => counts.set(name, (counts.get(name) ?? 0) + 1);

function createClient() {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let text = '';
  let due = 0;
  const client = {
    isFree: true,
    socket,
    send(moment) {
      client.isFree = false;
      due = moment;
      socket.write(requestText(), 'latin1');
    },
  };
  // Bytes one to one: content-length counts them, and what is looked for is ASCII.
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    text = text === '' ? chunk : text + chunk;
    const head = text.indexOf('\r\n\r\n');
    if (head < 0) return;
    const named = text.indexOf('content-length: ');
    if (named < 0 || named > head) throw new Error(`an answer does not say its length: ${text.slice(0, 200)}`);
    const length = Number(text.slice(named + 16, text.indexOf('\r', named)));
    const end = head + 4 + length;
    if (text.length < end) return;
    if (measuring) {
      latencies.push(performance.now() - due);
      count(statuses, text.slice(9, 12));
      answered += perRequest;
      for (let at = text.indexOf(ANSWER, head); at >= 0; at = text.indexOf(ANSWER, at)) {
        at += ANSWER.length;
        count(answers, text.slice(at, text.indexOf('"', at)));
      }
      for (let at = text.indexOf('"error":', head); at >= 0; at = text.indexOf('"error":', at + 1))
        count(statuses, 'error');
    }
    text = text.slice(end);
    client.isFree = true;
    onFree(client);
  });
  socket.on('error', (error) => {
    throw error;
  });
  return new Promise((resolve) => socket.once('connect', () => resolve(client)));
}

const clients = await Promise.all(Array.from({ length: connections }, createClient));
const free = [...clients];
const waiting = [];
let isOver = false;
function onFree(client) {
  if (mode === 'closed') {
    if (!isOver) client.send(performance.now());
    return;
  }
  const moment = waiting.shift();
  if (moment === undefined) free.push(client);
  else client.send(moment);
}

const begin = performance.now();
setTimeout(() => {
  measuring = true;
}, warmUpSeconds * 1_000);
if (mode === 'closed') for (const client of clients) client.send(performance.now());
else {
  let sent = 0;
  const tick = () => {
    if (isOver) return;
    const now = performance.now();
    for (; sent < ((now - begin) / 1_000) * rate; sent++) {
      const moment = begin + (sent / rate) * 1_000;
      // The one that waited longest: the server ends connections that are never used.
      const client = free.shift();
      if (client === undefined) waiting.push(moment);
      else client.send(moment);
    }
    // Looking at the clock without a pause would take a core from who is measured; what leaves late counts from its moment.
    setTimeout(tick, 1);
  };
  tick();
}
await new Promise((resolve) => setTimeout(resolve, (warmUpSeconds + seconds) * 1_000));
isOver = true;
measuring = false;
latencies.sort((a, b) => a - b);
const quantile = (share) => latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))] ?? null;
process.stdout.write(
  JSON.stringify({
    perSecond: answered / seconds,
    requests: latencies.length,
    ...{ p50: quantile(0.5), p99: quantile(0.99), p999: quantile(0.999), most: quantile(1) },
    backlog: waiting.length,
    statuses: Object.fromEntries(statuses),
    answers: Object.fromEntries(answers),
  }),
);
process.exit(0);
