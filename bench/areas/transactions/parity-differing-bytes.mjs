// Features of the same log computed as history and live, an event at a time, through kills: how many bytes differ. 10 M events
// of 100,000 customers at 20,000 terminals in ten worlds of a million; with --quick two of 100,000. Late 5 %, corrected 1 %,
// duplicated 1 %, labels a day later. PARITY_WORLDS=3-5 measures these worlds alone.
import {
  checkFeatureSet,
  computeHistory,
  computeSorted,
  createFeatureEngine,
  planFeatures,
  restoreFeatureEngine,
} from '@probity/features';
import { createRandom } from '@probity/numerics';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2025, 2, 1);

const set = checkFeatureSet({
  format: 'probity-features/1',
  name: 'parity',
  timeZone: 'Europe/Berlin',
  lateness: '2d',
  sources: [
    {
      name: 'payments',
      columns: {
        customer: { kind: 'key' },
        terminal: { kind: 'key' },
        amount: { kind: 'number', decimals: 2 },
        category: { kind: 'category' },
        latitude: { kind: 'latitude' },
        longitude: { kind: 'longitude' },
        fraud: { kind: 'flag', knownAfter: '1d' },
      },
    },
  ],
  features: [
    ...['1h', '1d', '3d'].flatMap((window) => [
      { name: `count_${window}`, entity: 'customer', aggregate: 'count', window },
      { name: `sum_${window}`, entity: 'customer', aggregate: 'sum', of: 'amount', window },
    ]),
    ...['mean', 'std', 'min', 'max', 'trend'].map((aggregate) => ({
      name: aggregate,
      entity: 'terminal',
      aggregate,
      of: 'amount',
      window: '2d',
    })),
    { name: 'distinct', entity: 'terminal', aggregate: 'distinct', of: 'customer', window: '1d' },
    { name: 'entropy', entity: 'customer', aggregate: 'entropy', of: 'category', window: '3d' },
    { name: 'share', entity: 'customer', aggregate: 'share', of: 'category', window: '3d' },
    { name: 'hours', entity: 'customer', aggregate: 'hour-share', window: '3d' },
    { name: 'speed', entity: 'customer', aggregate: 'speed', window: { lastEvents: 1, within: '3d' } },
    {
      name: 'new_terminals',
      entity: 'customer',
      aggregate: 'sum',
      of: 'amount',
      window: '1d',
      filter: [{ column: 'terminal', newWithin: '3d' }],
      comparison: { kind: 'habit-ratio', window: '3d' },
    },
    {
      name: 'here',
      entity: 'customer',
      aggregate: 'count',
      window: '3d',
      filter: [{ column: 'terminal', sameAsCurrent: true }],
    },
    { name: 'z', entity: 'customer', aggregate: 'mean', of: 'amount', window: '3d', comparison: { kind: 'z-score' } },
    { name: 'fraud_rate', entity: 'terminal', aggregate: 'mean', of: 'fraud', window: '2d', delay: '1d' },
  ],
});
const plan = planFeatures(set);

export async function measure({ quick, note }) {
  const [count, size] = quick ? [2, 100_000] : [10, 1_000_000];
  const [first, last] = (process.env.PARITY_WORLDS ?? `1-${count}`).split('-').map(Number);
  const total = {
    events: 0,
    late: 0,
    corrected: 0,
    duplicated: 0,
    amended: 0,
    refused: 0,
    kills: 0,
    values: 0,
    differing: 0,
  };
  let liveSeconds = 0;
  let historySeconds = 0;
  const tell = teller(note);
  for (let world = first; world <= last; world++) {
    const random = createRandom(20_250_300 + world);
    const log = makeLog(random.fork('log'), size, total);
    let started = process.cpuUsage();
    const history = computeHistory(plan, log);
    historySeconds += cpuSeconds(started);
    started = process.cpuUsage();
    total.differing += compareLive(log, history, random.fork('kills'), total, { note, tell });
    liveSeconds += cpuSeconds(started);
    total.differing += compareSorted(inOrder(log), tell);
    note(`  world ${world} of ${first}–${last}: ${total.events} arrivals so far, ${total.differing} bytes differ`);
  }
  const { events, late, corrected, duplicated, amended, refused, kills, values } = total;
  const conditions = `${events} arrivals (${late} late, ${corrected} corrections, ${duplicated} duplicates, ${amended} labels later, ${refused} too late), ${kills} kills, ${plan.names.length} features, ${values} values; ${((liveSeconds / events) * 1e6).toFixed(1)} µs of processor an event live, ${((historySeconds / events) * 1e6).toFixed(1)} as history; each world's events in order also by sorted columns against live`;
  return [
    {
      name: 'parity-differing-bytes',
      ours: total.differing,
      unit: 'bytes',
      higherIsBetter: false,
      conditions,
      wanted: { measure: 'ours', floor: 0 },
    },
  ];
}

/** The log live. A kill goes back to the last snapshot and takes the tail of the log again. */
function compareLive(log, history, random, total, { note, tell }) {
  let engine = createFeatureEngine(plan);
  let saved = engine.snapshot();
  let savedAt = 0;
  let differing = 0;
  const kills = new Set(Array.from({ length: 6 }, () => random.nextUint32Below(log.count)));
  for (let row = 0; row < log.count; row++) {
    if (row % Math.ceil(log.count / 40) === 0 && row > 0 && random.nextFloat() < 0.5) {
      saved = engine.snapshot();
      savedAt = row;
    }
    if (kills.delete(row)) {
      total.kills += 1;
      engine = restoreFeatureEngine(plan, saved);
      row = savedAt;
    }
    const got = take(engine, log, row);
    for (let f = 0; f < got.length; f++) {
      const bytes = differingBytes(history[f][row], got[f]);
      if (bytes > 0) tell(log, row, f, history[f][row], got[f]);
      differing += bytes;
    }
    if (row % 100_000 === 0) note(`    ${row} of ${log.count} arrivals live: ${differing} bytes differ`);
    if (row % 1000 === 0) engine.evict(log.knownAt[row]);
  }
  total.values += log.count * plan.names.length;
  return differing;
}

const missing = new Float64Array(plan.names.length).fill(NaN);

function take(engine, log, row) {
  const { customer, terminal, amount, category, latitude, longitude, fraud } = log.columns;
  const known = (value) => (Number.isNaN(value) ? null : value);
  if (log.amendments?.[row] === 1) {
    engine.amend({ id: log.ids[row], knownAt: log.knownAt[row], values: { fraud: fraud[row] === 1 } });
    return missing;
  }
  const text = ({ codes, levels }) => (codes[row] < 0 ? null : levels[codes[row]]);
  const values = {
    customer: text(customer),
    terminal: text(terminal),
    amount: known(amount[row]),
    category: text(category),
    latitude: known(latitude[row]),
    longitude: known(longitude[row]),
    fraud: known(fraud[row]),
  };
  try {
    return engine.observe({ id: log.ids[row], at: log.at[row], knownAt: log.knownAt[row], values }).features ?? missing;
  } catch (error) {
    if (error.code !== 'TOO_LATE') throw error;
    return missing;
  }
}

const pair = new Float64Array(2);
const pairBytes = new Uint8Array(pair.buffer);

function differingBytes(wanted, got) {
  if (Object.is(wanted, got)) return 0;
  pair[0] = wanted;
  pair[1] = got;
  let differing = 0;
  for (let i = 0; i < 8; i++) if (pairBytes[i] !== pairBytes[8 + i]) differing++;
  return differing;
}

/** Says of the first values that differ which feature, entity and event they are of. */
function teller(note) {
  let told = 0;
  return (log, row, f, wanted, got) => {
    if (told++ >= 20) return;
    const { name, entity } = set.features[f];
    const { codes, levels } = log.columns[entity];
    note(
      `    ${name} of ${entity} ${levels[codes[row]]} at event ${log.ids[row]}, arrival ${row}: history ${wanted}, live ${got}`,
    );
  };
}

/** Sorted columns, which share no state with the live engine, against it. */
function compareSorted(log, tell) {
  const engine = createFeatureEngine(plan);
  const rows = Array.from({ length: log.count }, (_, row) => take(engine, log, row));
  let differing = 0;
  for (const entity of ['customer', 'terminal']) {
    const { codes } = log.columns[entity];
    const order = Int32Array.from({ length: log.count }, (_, row) => row).sort((a, b) => codes[a] - codes[b] || a - b);
    const { features, values } = computeSorted(plan, entity, select(log, order));
    order.forEach((row, r) => {
      features.forEach((f, i) => {
        const bytes = differingBytes(values[i][r], rows[row][f]);
        if (bytes > 0) tell(log, row, f, values[i][r], rows[row][f]);
        differing += bytes;
      });
    });
  }
  return differing;
}

/** The events of a log that came once and in order, a tenth of them. */
function inOrder(log) {
  const rows = [];
  const seen = new Set();
  let last = -Infinity;
  for (let row = 0; row < log.count && rows.length < log.count / 10; row++) {
    if (log.amendments[row] === 1 || seen.has(log.ids[row]) || log.at[row] < last) continue;
    seen.add(log.ids[row]);
    last = log.at[row];
    rows.push(row);
  }
  const { amendments, ...chosen } = select(log, rows);
  return { ...chosen, knownAt: chosen.at };
}

function select(log, rows) {
  const numbers = (column) => Float64Array.from(rows, (row) => column[row]);
  return {
    count: rows.length,
    at: numbers(log.at),
    knownAt: numbers(log.knownAt),
    ids: Array.from(rows, (row) => log.ids[row]),
    columns: Object.fromEntries(
      Object.entries(log.columns).map(([name, column]) => [
        name,
        column instanceof Float64Array
          ? numbers(column)
          : { levels: column.levels, codes: Int32Array.from(rows, (row) => column.codes[row]) },
      ]),
    ),
  };
}

/**
 * Arrivals of a month in order of arrival: a hundred payments a customer and five hundred a terminal on average; the busiest
 * customer pays some 30 times a day, the busiest terminal is paid at some 200 times.
 */
function makeLog(random, size, total) {
  const customers = size / 100;
  const terminals = size / 500;
  const arrivals = [];
  let time = START;
  const step = (30 * DAY) / size;
  for (let i = 0; arrivals.length < size; i++) {
    time += Math.floor(random.nextFloat() * 2 * step * 1.09);
    const event = {
      id: `e${i}`,
      at: random.nextFloat() < 0.02 ? time - (time % 60_000) : time,
      customer: random.nextFloat() < 0.01 ? -1 : Math.floor(random.nextFloat() ** 1.3 * customers),
      terminal: Math.floor(random.nextFloat() ** 1.5 * terminals),
      amount: random.nextFloat() < 0.02 ? NaN : Math.round(random.nextFloat() ** 4 * 500_000) / 100,
      category: random.nextUint32Below(12),
      latitude: random.nextFloat() < 0.3 ? NaN : 47 + random.nextFloat() * 7,
      longitude: 6 + random.nextFloat() * 9,
      fraud: NaN,
    };
    const late = random.nextFloat() < 0.05;
    const knownAt = late ? time + Math.floor(random.nextFloat() ** 2 * 2.1 * DAY) : time;
    arrivals.push({ knownAt, event });
    if (late) total.late += 1;
    if (random.nextFloat() < 0.01) {
      total.duplicated += 1;
      arrivals.push({ knownAt: knownAt + Math.floor(random.nextFloat() * DAY), event });
    }
    if (random.nextFloat() < 0.01) {
      total.corrected += 1;
      const at = random.nextFloat() < 0.3 ? event.at - random.nextUint32Below(HOUR) : event.at;
      arrivals.push({
        knownAt: knownAt + Math.floor(random.nextFloat() * DAY),
        event: { ...event, at, amount: random.nextUint32Below(90_000) / 100 },
      });
    }
    if (random.nextFloat() < 0.02) {
      total.amended += 1;
      const nothing = { customer: -1, terminal: -1, category: -1, amount: NaN, latitude: NaN, longitude: NaN };
      arrivals.push({
        knownAt: event.at + DAY - 1,
        amends: true,
        event: { ...event, ...nothing, fraud: random.nextUint32Below(2) },
      });
    }
  }
  arrivals.sort((a, b) => a.knownAt - b.knownAt);
  total.events += arrivals.length;
  total.refused += arrivals.filter(({ knownAt, event, amends }) => !amends && knownAt - event.at > 2 * DAY).length;
  const numbers = (read) => Float64Array.from(arrivals, read);
  const coded = (name, count, prefix) => ({
    levels: Array.from({ length: count }, (_, code) => `${prefix}${code}`),
    codes: Int32Array.from(arrivals, ({ event }) => event[name]),
  });
  return {
    count: arrivals.length,
    at: numbers(({ event }) => event.at),
    knownAt: numbers(({ knownAt }) => knownAt),
    ids: arrivals.map(({ event }) => event.id),
    amendments: Uint8Array.from(arrivals, ({ amends }) => (amends ? 1 : 0)),
    columns: {
      customer: coded('customer', customers, 'c'),
      terminal: coded('terminal', terminals, 't'),
      category: coded('category', 12, 'k'),
      amount: numbers(({ event }) => event.amount),
      latitude: numbers(({ event }) => event.latitude),
      longitude: numbers(({ event }) => event.longitude),
      fraud: numbers(({ event }) => event.fraud),
    },
  };
}

function cpuSeconds(started) {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}
