// A million payments of simulated households in one CSV: bytes in, payments with categories out; and the same file again.
import { loadavg } from 'node:os';
import { categorisePayments, importBankFiles } from '@probity/personal';
import { simulateHousehold, writeBankCsv } from '@probity/simulation';

const WANTED_SECONDS = 10;

export async function measure({ quick, note }) {
  const rows = quick ? 50_000 : 1_000_000;
  note(`  simulating ${rows} payments`);
  const bytes = makeFile(rows);
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  const { ledger, files } = importBankFiles([{ name: 'bank.csv', bytes }]);
  const imported = performance.now();
  const { categories, sources } = categorisePayments(ledger.payments);
  const ended = performance.now();
  const cpu = process.cpuUsage(cpuBefore);
  const again = importBankFiles([{ name: 'bank.csv', bytes }], ledger);
  const [first] = files;
  const isWhole =
    first.rowsRead === rows && first.accepted === rows && categories.length === rows && again.files[0].accepted === 0;
  const told = sources.filter((source) => source !== 'direction').length / rows;
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;
  return [
    {
      name: 'personal-1m',
      ours: (ended - started) / 1000,
      unit: 's',
      higherIsBetter: false,
      conditions: `${rows} payments, ${(bytes.length / 1e6).toFixed(0)} MB of CSV, one thread; import ${((imported - started) / 1000).toFixed(1)} s, categories ${((ended - imported) / 1000).toFixed(1)} s, processor ${cpuSeconds.toFixed(1)} s; ${(told * 100).toFixed(1)} % with a category from words; the file again: ${again.files[0].accepted} new; load average ${loadavg()[0].toFixed(1)}`,
      ...(isWhole ? {} : { failure: `read ${first.accepted} of ${rows}, the second time ${again.files[0].accepted}` }),
      ...(quick ? {} : { wanted: { measure: 'ours', floor: WANTED_SECONDS } }),
    },
  ];
}

/** Household after household, each with accounts of its own, cut to exactly that many rows. */
function makeFile(rows) {
  const lines = [];
  for (let seed = 1; lines.length <= rows; seed++) {
    const [header, ...own] = writeBankCsv(simulateHousehold({ seed }), 'signed').trimEnd().split('\n');
    if (lines.length === 0) lines.push(header);
    for (const line of own) lines.push(line.replace(/,([^,]+),/, `,$1 ${seed},`));
  }
  return new TextEncoder().encode(`${lines.slice(0, rows + 1).join('\n')}\n`);
}
