// npm run bench -- <area> [--only <figure>] [--quick] [--json]
// Prints figures, ours beside a peer's in the same run; also writes them to bench/results/. See bench/README.md.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const folder = dirname(fileURLToPath(import.meta.url));
const areas = readdirSync(join(folder, 'areas'))
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => name.replace('.mjs', ''))
  .sort();
const help = `Usage: npm run bench -- <area> [--only <figure>] [--quick] [--json]

  areas            ${areas.join(', ')}
  --only <figure>  only figures whose name contains this
  --quick          fewer rounds and rows: for trying out, not for quoting
  --json           one JSON object on stdout: {figures: [{name, ours, peer, peerName, ratio, unit, conditions}]}

A ratio above 1 means that we are ahead. Peers written in Python are used when they are installed:
  node bench/peers/install.mjs
Data sets are read from the folder PROBITY_DATA (default ../shared/data); missing ones are said and skipped.
`;

let values;
let positionals;
try {
  ({ values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  }));
} catch (error) {
  wrongUse(error.message);
}
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}
const [area, ...extra] = positionals;
if (area === undefined || extra.length > 0 || !areas.includes(area)) wrongUse(`name one area: ${areas.join(', ')}`);

const { figures: plan } = await import(`./areas/${area}.mjs`);
const wanted = plan.filter((figure) => values.only === undefined || figure.name.includes(values.only));
if (wanted.length === 0)
  wrongUse(
    `no figure of "${area}" is called "${values.only}"; there are ${plan.map((figure) => figure.name).join(', ')}`,
  );

const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
const figures = [];
for (const { name, measure } of wanted) {
  note(`${area}: ${name} …`);
  for (const measured of await measureOrFail(name, measure)) {
    const { ours, peer = null, higherIsBetter } = measured;
    const ratio = peer === null || ours === null ? null : higherIsBetter ? ours / peer : peer / ours;
    figures.push({
      name: measured.name,
      ours,
      peer,
      peerName: measured.peerName ?? null,
      ratio,
      unit: measured.unit,
      ...judge(measured, ratio),
      conditions: [measured.conditions, machine, ...(values.quick ? ['quick'] : [])].join('; '),
    });
  }
}

const table = formatTable(figures);
mkdirSync(join(folder, 'results'), { recursive: true });
writeFileSync(join(folder, 'results', `${area}.json`), `${JSON.stringify({ figures }, null, 2)}\n`);
writeFileSync(join(folder, 'results', `${area}.txt`), table);
process.stdout.write(values.json ? `${JSON.stringify({ figures })}\n` : table);
const failures = figures.filter(({ failure }) => failure !== undefined);
for (const { name, failure } of failures) note(`FAILED ${name}: ${failure}`);
if (failures.length > 0) process.exitCode = 1;

/** One figure that cannot be measured does not take the others with it. */
async function measureOrFail(name, measure) {
  try {
    return await measure({ quick: values.quick === true, note });
  } catch (error) {
    note(`${name} cannot be measured: ${error.stack}`);
    return [{ name, ours: null, unit: '', conditions: error.message.trim(), failure: 'cannot be measured' }];
  }
}

/** What was wanted of a figure, of its ratio or of our own value, and whether it was reached. */
function judge({ wanted, failure, ours, higherIsBetter }, ratio) {
  if (failure !== undefined) return { failure, verdict: `FAILED: ${failure}` };
  if (wanted === undefined) return {};
  const value = wanted.measure === 'ratio' ? ratio : ours;
  const isHigherBetter = wanted.measure === 'ratio' || higherIsBetter;
  const reaches = (bound) => (isHigherBetter ? value >= bound : value <= bound);
  const { floor = null, goal = null } = wanted;
  if (value === null) return { floor, goal, verdict: 'no peer' };
  if (goal !== null && reaches(goal)) return { floor, goal, verdict: 'goal met' };
  if (floor === null) return { floor, goal, verdict: 'goal missed' };
  return { floor, goal, verdict: reaches(floor) ? 'floor met' : 'MISSED' };
}

function formatTable(rows) {
  const figure = (value) => (value === null ? '–' : Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(4));
  const isJudged = rows.some(({ verdict }) => verdict !== undefined);
  const bound = (value) => (value === undefined || value === null ? '–' : String(value));
  const lines = [
    ['figure', 'ours', 'peer', 'ratio', 'unit', ...(isJudged ? ['floor', 'goal', 'verdict'] : []), 'peer name'],
    ...rows.map((row) => [
      row.name,
      figure(row.ours),
      figure(row.peer),
      row.ratio === null ? '–' : row.ratio.toFixed(3),
      row.unit,
      ...(isJudged ? [bound(row.floor), bound(row.goal), row.verdict ?? '–'] : []),
      row.peerName ?? '',
    ]),
  ];
  const widths = lines[0].map((_, index) => Math.max(...lines.map((line) => line[index].length)));
  const text = lines
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
  return `${text}\n\n${rows.map((row) => `${row.name}: ${row.conditions}`).join('\n')}\n`;
}

function note(line) {
  process.stderr.write(`${line}\n`);
}

function wrongUse(message) {
  process.stderr.write(`${message}\n\n${help}`);
  process.exit(2);
}
