import type { CustomerModel, CustomerScores } from '@probity/scoring';
import { formatTable, percent, type Terminal } from '../terminal.js';
import type { ReadCustomers } from './read-customers.js';

const SHOWN = 10;

/** What a person wants to see of customers: what was read, the segments, the riskiest, how many segments stand out. */
export function printCustomers(
  terminal: Terminal,
  customers: ReadCustomers,
  model: CustomerModel,
  scores: CustomerScores,
  reference: string,
): void {
  const { counts, notes, ids, facts } = customers;
  for (const note of notes) terminal.note(`note: ${note}`);
  terminal.print(sentenceOf(counts, customers.asOf));
  const count = ids.length;
  const flagged = scores.anomalies.reduce((total, flag) => total + flag, 0);
  terminal.print(
    `${reference}: ${flagged} of ${count} customers are anomalous (${percent(flagged / Math.max(1, count))}); the model calls ${percent(model.facts.contamination)} of its own so`,
  );
  terminal.print();
  const sizes = new Array<number>(model.facts.segments.length).fill(0);
  for (const cluster of scores.clusters) sizes[cluster] = (sizes[cluster] ?? 0) + 1;
  const income = model.facts.incomeFrom === 'annual_income';
  const segments = model.facts.segments.map((segment) => [
    ...[
      String(segment.cluster),
      segment.name,
      String(sizes[segment.cluster]),
      percent((sizes[segment.cluster] ?? 0) / Math.max(1, count)),
    ],
    ...(income ? [segment.annualIncome === null ? '' : segment.annualIncome.toFixed(0)] : []),
    ...[segment.totalSpent.toFixed(2), segment.riskScore.toFixed(1), percent(segment.anomalyShare)],
  ]);
  const head = [
    'cluster',
    'segment',
    'customers',
    'share',
    ...(income ? ['income'] : []),
    'spent',
    'risk score',
    'anomalies',
  ];
  for (const line of formatTable([head, ...segments])) terminal.print(line);
  terminal.print();
  const { suggested, tried } = model.facts.counts;
  const apart = tried.map(({ clusters, silhouette }) => `${clusters}: ${silhouette.toFixed(3)}`).join(', ');
  terminal.print(
    `silhouette ${model.facts.silhouette?.toFixed(3) ?? 'unknown'}; by silhouette ${suggested} segments stand out most (${apart})`,
  );
  terminal.print();
  const order = Array.from(ids.keys()).sort(
    (a, b) => (scores.riskScores[b] as number) - (scores.riskScores[a] as number) || a - b,
  );
  const rows = order.slice(0, SHOWN).map((row) => [
    ids[row] as string,
    (facts.columns.total_spent?.[row] ?? 0).toFixed(2),
    (scores.riskScores[row] as number).toFixed(2),
    String(scores.anomalies[row]),
    String(scores.clusters[row]),
    model
      .reasons(facts, row)
      .slice(0, 2)
      .map(({ text, points }) => `${text} (${points.toFixed(1)})`)
      .join('; '),
  ]);
  terminal.print(`the ${rows.length} with the highest score, and what adds most to it:`);
  for (const line of formatTable([['user_id', 'total_spent', 'risk_score', 'anomaly', 'cluster', 'because'], ...rows]))
    terminal.print(line);
}

function sentenceOf(counts: Readonly<Record<string, number>>, asOf: string | null): string {
  const said = [`${counts['users']} customers`];
  const more: readonly (readonly [string, string])[] = [
    ['transactionsUsed', 'transactions'],
    ['transactionsSuperseded', 'that came again'],
    ['transactionsAfterAsOf', 'after that moment'],
    ['transactionsIncomplete', 'without customer, time or amount'],
    ['usersWithoutTransactions', 'customers without transactions (spent 0)'],
    ['strangeTransactions', 'transactions of nobody among the users, left out'],
    ['usersRepeated', 'users that came twice (the last counts)'],
    ['usersWithoutId', 'users without an id, left out'],
  ];
  for (const [name, words] of more) {
    const value = counts[name] ?? 0;
    if (value > 0) said.push(`${value} ${words}`);
  }
  return `${said.join(', ')}${asOf === null ? '' : `; as of ${asOf}`}`;
}
