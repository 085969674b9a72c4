import { createRandom } from '@probity/numerics';
import type { PerformanceRow } from '../../src/outcome/outcome-definition.js';

export interface PanelSettings {
  readonly accounts: number;
  /** Months of opening, evenly used. */
  readonly openingMonths: number;
  /** Last month that is in the data, counted from the first opening. */
  readonly lastMonth: number;
  readonly seed: number;
}

/** Month 0 of the panel: January 2020. */
export const FIRST_MONTH = 2020 * 12;

/**
 * A loan book month by month. Each account walks over 0, 30, 60, 90, 120 days past due: from current it slips with
 * chance 4 %, from 30 it cures with 60 %, from 60 with 25 %, from 90 on with 2 %; otherwise it gets one step worse.
 */
export function simulatePanel({ accounts, openingMonths, lastMonth, seed }: PanelSettings): PerformanceRow[] {
  const random = createRandom(seed).fork('panel');
  const cure = [0, 0.6, 0.25, 0.02, 0.02];
  const rows: PerformanceRow[] = [];
  for (let account = 0; account < accounts; account++) {
    const opened = account % openingMonths;
    let step = 0;
    for (let month = opened; month <= lastMonth; month++) {
      if (month > opened) {
        if (step === 0) step = random.nextFloat() < 0.04 ? 1 : 0;
        else step = random.nextFloat() < (cure[step] ?? 0) ? 0 : Math.min(4, step + 1);
      }
      rows.push({ account: `A${account}`, month: FIRST_MONTH + month, daysPastDue: step * 30 });
    }
  }
  return rows;
}
