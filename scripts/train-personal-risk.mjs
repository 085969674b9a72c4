// Trains the two risk models of a person's money on simulated households and writes packages/personal/src/risk/risk-model.ts.
// The event: the current account ends a day below 0 within 90 days. Seeds 1 to 4000 train, 10001 to 12000 measure.
// node scripts/train-personal-risk.mjs [--check]   (--check measures and writes nothing)
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { brierScore, calibrationLine, fitLogistic, logLoss, rocAuc } from '@probity/learn';
import { quantile, sigmoid } from '@probity/numerics';
import {
  balanceInputs,
  categorisePayments,
  dailyBalance,
  importBankFiles,
  measureRiskInputs,
  scoreRisk,
} from '@probity/personal';
import { simulateHousehold, writeBankCsv } from '@probity/simulation';

const HISTORY_DAYS = 330;
const AHEAD_DAYS = 90;
const KNOTS = [0, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 1];
const inputs = [
  'expenseIncomeRatio',
  'lowBalanceFrequency',
  'overdrawnDays',
  'bufferDays',
  'lowestBufferDays',
  'incomeSwing',
  'expenseSwing',
  'essentialShare',
  'largestExpense',
];

const bytesOf = (text) => new TextEncoder().encode(text);

/** What a bank file up to that day tells, and whether the account ran dry in the 90 days behind it. */
function observe(seed) {
  const household = simulateHousehold({ seed, days: HISTORY_DAYS + AHEAD_DAYS });
  const cut = household.firstDay + HISTORY_DAYS;
  const before = { ...household, payments: household.payments.filter(({ day }) => day < cut) };
  const { ledger } = importBankFiles([{ name: 'history.csv', bytes: bytesOf(writeBankCsv(before, 'signed')) }]);
  const understood = categorisePayments(ledger.payments);
  const known = measureRiskInputs(understood, dailyBalance(ledger));
  const ahead = household.payments.filter(({ day, account }) => day >= cut && account === 'Current account');
  const endOfDay = new Map(ahead.map(({ day, balanceMinor }) => [day, balanceMinor]));
  return { known, event: [...endOfDay.values()].some((balance) => balance < 0) ? 1 : 0 };
}

function matrixOf(rows, names) {
  return {
    rowCount: rows.length,
    features: names.map((name) => ({ name, kind: 'numeric' })),
    columns: names.map((name) => Float64Array.from(rows, ({ known }) => known[name])),
  };
}

function train(name, names, rows) {
  const matrix = matrixOf(rows, names);
  const labels = Uint8Array.from(rows, ({ event }) => event);
  const model = fitLogistic({ knotShares: KNOTS }, { matrix, labels }, { seed: 1 });
  const means = Float64Array.from(matrix.columns, (column) => column.reduce((a, b) => a + b, 0) / rows.length);
  const reference = model.margin(means);
  const effectAt = (index, value) => {
    const row = Float64Array.from(means);
    row[index] = value;
    return model.margin(row) - reference;
  };
  const lines = names.map((input, index) => {
    const column = matrix.columns[index];
    const knots = [...new Set(KNOTS.map((share) => quantile(column, share)))];
    const effects = knots.map((knot) => effectAt(index, knot));
    const rising = monotone(effects, falling.has(input) ? -1 : 1);
    const line = knots.map((knot, at) => [knot, rising[at]]);
    const mean = column.reduce((total, value) => total + readLine(line, value), 0) / rows.length;
    return { input, mean, average: means[index], line };
  });
  // Straightened effects are no longer the best fit: one slope and one level are fitted on top of them.
  const margins = Float64Array.from(rows, ({ known }) =>
    lines.reduce((total, { input, line, mean }) => total + readLine(line, known[input]) - mean, 0),
  );
  const top = fitLogistic(
    { knotShares: [0, 1], l2: 0 },
    { matrix: { rowCount: rows.length, features: [{ name: 'margin', kind: 'numeric' }], columns: [margins] }, labels },
    { seed: 1 },
  );
  const baseline = top.margin(Float64Array.of(0));
  const slope = top.margin(Float64Array.of(1)) - baseline;
  const terms = lines.map(({ input, average, line, mean }) => ({
    input,
    average: Number(average.toFixed(4)),
    points: line.map(([at, effect]) => [Number(at.toFixed(4)), Number(((effect - mean) * slope).toFixed(4))]),
  }));
  // What has no say is left out.
  const telling = terms.filter(({ points }) => points.some(([, effect]) => effect !== 0));
  return { name, baseline: Number(baseline.toFixed(4)), terms: telling };
}

/** More money at hand never raises the risk; more of the others never lowers it. A reason must hold for every reader. */
const falling = new Set(['bufferDays', 'lowestBufferDays']);

/** The nearest list that only rises (or only falls): neighbours out of order are pooled to their mean. */
function monotone(values, direction) {
  const pools = [];
  for (const value of values) {
    pools.push({ total: direction * value, count: 1 });
    while (pools.length > 1 && pools.at(-2).total / pools.at(-2).count > pools.at(-1).total / pools.at(-1).count) {
      const { total, count } = pools.pop();
      pools.at(-1).total += total;
      pools.at(-1).count += count;
    }
  }
  return pools.flatMap(({ total, count }) => Array(count).fill((direction * total) / count));
}

function readLine(line, value) {
  const next = line.findIndex(([at]) => at >= value);
  if (next <= 0) return line.at(next === 0 ? 0 : -1)[1];
  const [[left, low], [right, high]] = [line[next - 1], line[next]];
  return low + ((value - left) / (right - left)) * (high - low);
}

function report(title, scores, events) {
  const labels = Uint8Array.from(events);
  const rate = events.reduce((a, b) => a + b, 0) / events.length;
  const line = calibrationLine(scores, labels);
  const tenths = Array.from({ length: 5 }, (_, at) => {
    const within = scores
      .map((score, index) => [score, events[index]])
      .filter(([score]) => Math.min(4, Math.floor(score * 5)) === at);
    const mean = (pick) =>
      within.length === 0 ? NaN : within.reduce((total, pair) => total + pair[pick], 0) / within.length;
    return `${mean(0).toFixed(2)}→${mean(1).toFixed(2)} (${within.length})`;
  });
  console.log(
    `${title}: ${events.length} rows, ${(rate * 100).toFixed(1)} % events, AUC ${rocAuc(scores, labels).toFixed(3)}, Brier ${brierScore(scores, labels).toFixed(4)} (always the rate: ${(rate * (1 - rate)).toFixed(4)}), log loss ${logLoss(scores, labels).toFixed(4)}, calibration slope ${line?.slope.value.toFixed(2)} intercept ${line?.intercept?.value?.toFixed(2)}\n  mean score → events by fifth of the score: ${tenths.join(', ')}`,
  );
}

/** Real accounts: Czech, 1993; what they were at the end of the year, and whether they were overdrawn by 31 March 1994. */
function measureOnBerka(folder) {
  const bytes = gunzipSync(readFileSync(`${folder}/berka/trans_1993-01_to_1994-03.asc.gz`));
  const { ledger } = importBankFiles([{ name: 'berka.asc', bytes }]);
  const cut = 8766; // 1994-01-01
  const byAccount = new Map(ledger.payments.map(({ account }) => [account, []]));
  for (const payment of ledger.payments) byAccount.get(payment.account).push(payment);
  const scores = { 'with-balance': [], 'flows-only': [] };
  const events = [];
  for (const payments of byAccount.values()) {
    const before = payments.filter(({ day }) => day < cut);
    if (before.length < 10 || before.at(-1).day - before[0].day < 120) continue;
    const past = { payments: before, balances: [] };
    const known = measureRiskInputs(categorisePayments(before), dailyBalance(past));
    for (const name of Object.keys(scores))
      scores[name].push(scoreRisk(known, name === 'with-balance' ? 'file' : 'derived').riskScore);
    events.push(payments.some(({ day, balanceMinor }) => day >= cut && balanceMinor < 0) ? 1 : 0);
  }
  for (const [name, list] of Object.entries(scores)) report(`berka, ${name}`, list, events);
}

const range = (from, count) => Array.from({ length: count }, (_, at) => observe(from + at));
const isCheck = process.argv.includes('--check');
if (!isCheck) {
  const rows = range(1, 4000);
  const withoutBalance = inputs.filter((input) => !balanceInputs.includes(input));
  const models = [train('with-balance', inputs, rows), train('flows-only', withoutBalance, rows)];
  const target = new URL('../packages/personal/src/risk/risk-model.ts', import.meta.url);
  const source = readFileSync(target, 'utf8');
  const end = source.indexOf('export const riskModels');
  const body = models.map((model) => `  '${model.name}': ${JSON.stringify(model)},`).join('\n');
  writeFileSync(
    target,
    `${source.slice(0, end)}export const riskModels: Readonly<Record<RiskModel['name'], RiskModel>> = {\n${body}\n};\n`,
  );
  console.log('written; build the package and run again with --check');
} else {
  const rows = range(10_001, 2000);
  const events = rows.map(({ event }) => event);
  for (const source of ['file', 'derived']) {
    const scores = rows.map(({ known }) => scoreRisk(known, source).riskScore);
    report(`simulated, ${source === 'file' ? 'with-balance' : 'flows-only'}`, scores, events);
  }
  const ratio = rows.map(({ known }) => sigmoid(4 * (known.expenseIncomeRatio - 1)));
  report('simulated, expense-income ratio alone', ratio, events);
  measureOnBerka(process.env.PROBITY_DATA ?? '../shared/data');
}
