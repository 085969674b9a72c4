import { categoryOf } from '../category/category.js';
import type { ImportedFile } from '../import/import-files.js';
import { formatDay, formatMonth } from '../payment/calendar.js';
import type { PersonalReport } from './analyse-personal.js';

/**
 * A report as plain data for JSON: days as ISO text, amounts in whole minor units, without the payments themselves.
 *
 * The command line's --json and the API's answer are this.
 */
export function personalAnswer(report: PersonalReport, files: readonly ImportedFile[]) {
  const { features, balance, risk, projection } = report;
  const { firstDay, lastDay, ...eight } = features;
  return {
    currency: report.currency,
    accounts: report.accounts,
    firstDay: formatDay(firstDay),
    lastDay: formatDay(lastDay),
    files: files.map(({ name, format, encoding, map, notes, rowsRead, accepted, known, rejected }) => ({
      ...{ name, format, encoding, map: map ?? null, notes, rowsRead, accepted, known },
      rejected: rejected.map(({ code, line, field, reason }) => ({ code, line, field, reason })),
    })),
    features: eight,
    balance: { source: balance.source, accounts: balance.accounts, closingMinor: balance.balancesMinor.at(-1) ?? 0 },
    risk: {
      riskScore: risk.riskScore,
      category: risk.category,
      model: risk.model,
      reasons: risk.reasons.map(({ text }) => text),
      baseline: risk.baseline,
      contributions: risk.contributions,
    },
    months: report.months.map(({ month, ...picture }) => ({ month: formatMonth(month), ...picture })),
    categories: spendingByCategory(report),
    recurring: report.recurring.map(
      ({ lastDay: last, nextDay: next, key: _key, latestMinor: _latest, ...recurring }) => ({
        ...recurring,
        lastDay: formatDay(last),
        nextDay: formatDay(next),
      }),
    ),
    projection: {
      fromDay: formatDay(projection.fromDay),
      paths: projection.paths,
      days: Array.from(projection.medianMinor, (medianMinor, at) => ({
        day: formatDay(projection.fromDay + 1 + at),
        ...{ medianMinor, lowMinor: projection.lowMinor[at] as number, highMinor: projection.highMinor[at] as number },
        shareBelowZero: projection.shareBelowZero?.[at] ?? null,
      })),
    },
    recommendations: report.recommendations,
    notes: report.notes,
  };
}

export type PersonalAnswer = ReturnType<typeof personalAnswer>;

/** Net spending of each category over all days, the highest first; transfers left out. */
export function spendingByCategory({ understood, months }: PersonalReport) {
  const spent = new Map<string, { spentMinor: number; payments: number }>();
  for (const { expenseByCategory } of months) {
    for (const [category, amount] of Object.entries(expenseByCategory)) {
      const found = spent.get(category) ?? { spentMinor: 0, payments: 0 };
      found.spentMinor += amount;
      spent.set(category, found);
    }
  }
  for (let at = 0; at < understood.payments.length; at++) {
    const found = understood.isTransfer[at] === 1 ? undefined : spent.get(understood.categories[at] as string);
    if (found !== undefined) found.payments += 1;
  }
  return [...spent]
    .map(([category, figures]) => ({ category, title: categoryOf(category).title, ...figures }))
    .sort((a, b) => b.spentMinor - a.spentMinor);
}
