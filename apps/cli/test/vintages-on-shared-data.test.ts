import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { columnNamed, isCodedColumn } from '@probity/domain';
import { monthOfDay, type VintageAccount, vintageMaturity } from '@probity/profile';
import { createWarehouse } from '@probity/warehouse';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const file = join(resolve(process.env['PROBITY_DATA'] ?? join(root, '../shared/data')), 'sba_loans/SBAcase.csv.gz');
const claim = 'the SBA loans of the crisis went bad more often, and a window of 12 months misses most of the bads';
/** Days from 1960-01-01, where the file counts from, to 1970-01-01. */
const SAS_DAYS = 3653;

it.skipIf(!existsSync(file))(
  existsSync(file) ? claim : `${claim} (skipped: no sba_loans in PROBITY_DATA)`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'probity-vintages-'));
    try {
      const { table } = await createWarehouse({ folder }).ingest(file, { target: 'Default' });
      const numbers = (name: string) => {
        const column = columnNamed(table, name);
        if (isCodedColumn(column)) throw new Error(`${name} should hold numbers`);
        return column.values;
      };
      const [disbursed, chargedOff, bad] = [numbers('DisbursementDate'), numbers('ChgOffDate'), numbers('Default')];
      const accounts: VintageAccount[] = [];
      for (let row = 0; row < table.rowCount; row++) {
        const [start, end] = [disbursed[row] ?? Number.NaN, chargedOff[row] ?? Number.NaN];
        if (Number.isNaN(start) || (bad[row] === 1 && !(end >= start))) continue;
        const openedMonth = monthOfDay(start - SAS_DAYS);
        const badAt = bad[row] === 1 ? monthOfDay(end - SAS_DAYS) - openedMonth : undefined;
        // The others are paid in full: nothing can happen to them any more.
        accounts.push({ openedMonth, badAt, watchedTo: Number.POSITIVE_INFINITY });
      }
      const { vintages, isWindowLongEnough, matureAt, reachedInWindow } = vintageMaturity(accounts, 12);
      const rateOf = (year: number) => {
        const members = vintages.filter(({ name }) => name.startsWith(String(year)));
        const loans = members.reduce((total, vintage) => total + vintage.accounts, 0);
        return members.reduce((total, { accounts: n, cumulative }) => total + n * (cumulative.at(-1) ?? 0), 0) / loans;
      };
      expect(rateOf(2007)).toBeGreaterThan(2 * rateOf(2003));
      expect(isWindowLongEnough).toBe(false);
      expect(reachedInWindow).toBeLessThan(0.25);
      expect(matureAt).toBeGreaterThan(36);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
