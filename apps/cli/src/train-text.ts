import { basename } from 'node:path';
import type { CreditMetrics } from '@probity/scoring';
import { type Dataset, SIMPLER_WITHIN, type TrainedModel } from '@probity/training';
import { formatTable, percent, type Terminal } from './terminal.js';

/** What a file turned out to hold. */
export function describeDataset(terminal: Terminal, file: string, dataset: Dataset): void {
  describeRows(terminal, file, dataset, dataset.notes);
  const rows = dataset.schema.columns.map((column) => [
    column.name,
    column.kind,
    column.role,
    (column.levels ?? []).slice(0, 6).join(', ').slice(0, 60),
  ]);
  for (const line of formatTable([['column', 'kind', 'role', 'values'], ...rows])) terminal.print(line);
  terminal.print();
}

/**
 * What was read, without the columns: for a blueprint that takes its columns by a map, which it shows itself. Notes that begin
 * with a column's name tell of roles, which that map takes the place of.
 */
export function describeEvents(terminal: Terminal, file: string, dataset: Dataset): void {
  const notes = dataset.notes.filter((note) => !note.startsWith('"'));
  describeRows(terminal, file, dataset, notes);
}

function describeRows(
  terminal: Terminal,
  file: string,
  { table, quarantined, hash }: Dataset,
  notes: readonly string[],
): void {
  terminal.print(
    `${basename(file)}: ${table.rowCount} rows accepted, ${quarantined.count} refused, dataset ${hash.slice(0, 12)}`,
  );
  for (const note of notes) terminal.print(`  ${note}`);
  if (quarantined.file !== undefined) terminal.print(`  refused rows are in ${quarantined.file}`);
  terminal.print();
}

const metricNames: readonly (readonly [keyof CreditMetrics, string])[] = [
  ['rocAuc', 'ROC AUC'],
  ['gini', 'Gini'],
  ['ks', 'KS'],
  ['prAuc', 'PR AUC'],
  ['brier', 'Brier'],
  ['logLoss', 'log loss'],
  ['f1', 'F1 at cut-off'],
];

/** What became of it: the leaderboard, the figures with their intervals, the cut-offs. */
export function describeModel(
  terminal: Terminal,
  trained: TrainedModel,
  reference: string,
  champion: boolean,
  seconds: number,
): void {
  const { metrics, intervals, baselines, policy, split } = trained.evaluation;
  const figure = (value: number) => value.toFixed(4);
  terminal.print(
    `${reference}  ${trained.learner}, hash ${trained.hash.slice(0, 12)}${champion ? ', now the champion' : ''}`,
  );
  describeSearch(terminal, trained);
  describeSelection(terminal, trained);
  describeLeaderboard(terminal, trained);
  terminal.print(`  measured on ${split}`);
  const rows = metricNames.map(([key, label]) => [
    label,
    figure(metrics[key]),
    `${figure(intervals[key][0])} – ${figure(intervals[key][1])}`,
    figure(baselines.logistic[key]),
    figure(baselines.dummy[key]),
  ]);
  for (const line of formatTable([['metric', 'model', '95 % interval', 'logistic', 'dummy'], ...rows]))
    terminal.print(line);
  const { approveBelow, declineFrom } = trained.bundle.policy;
  describeCompanies(terminal, trained);
  if (trained.evaluation.cost === undefined)
    terminal.print(
      `  approve below ${percent(approveBelow)}, decline from ${percent(declineFrom)} probability of a bad outcome (zero expected profit)`,
    );
  const bads = policy.badRate === null ? 'nobody approved' : `bad rate among the approved ${percent(policy.badRate)}`;
  terminal.print(
    `  approved ${percent(policy.approvalRate)}, referred ${percent(policy.referRate)}, declined ${percent(policy.declineRate)}; ${bads}`,
  );
  describeRejects(terminal, trained);
  terminal.print(`  ${seconds.toFixed(1)} s`);
}

/** The cut by cost, the folds one by one, and the scores from the literature. */
function describeCompanies(terminal: Terminal, { evaluation }: TrainedModel): void {
  const { cost, foldRocAucs, rivals = [] } = evaluation;
  if (foldRocAucs !== undefined && foldRocAucs.length > 0) {
    const mean = foldRocAucs.reduce((sum, auc) => sum + auc, 0) / foldRocAucs.length;
    terminal.print(
      `  ROC AUC of ${foldRocAucs.length} folds one by one: mean ${mean.toFixed(4)}; the table has the pooled one`,
    );
  }
  for (const { title, rows, rocAuc, interval, modelRocAuc } of rivals) {
    terminal.print(
      `  ${title}: ROC AUC ${rocAuc.toFixed(4)} (${interval[0].toFixed(4)} – ${interval[1].toFixed(4)}) on the ${rows} rows that have it; the model there ${modelRocAuc.toFixed(4)}`,
    );
  }
  if (cost === undefined) return;
  const money = (amount: number) =>
    `${Math.round(amount).toLocaleString('en-US')}${cost.costs.currency === undefined ? '' : ` ${cost.costs.currency}`}`;
  terminal.print(
    `  high risk (1) from ${percent(cost.cut)}: the cut of least cost (break-even ${percent(cost.breakEven)}); ${cost.missed} missed, ${cost.falseAlarms} false alarms`,
  );
  terminal.print(
    `  cost of mistakes ${money(cost.cost)} (95 % ${money(cost.interval[0])} – ${money(cost.interval[1])}) with each fold cut by the others; nobody flagged ${money(cost.costOfNobody)}, everybody ${money(cost.costOfEverybody)}`,
  );
}

function describeRejects(terminal: Terminal, { rejects }: TrainedModel): void {
  if (rejects === undefined) return;
  const { accepted, inferred, lowest, highest } = rejects.badRate;
  const taken = inferred === null ? '' : `, taken to be ${percent(inferred)} of all who applied`;
  terminal.print(
    `  rejects by ${rejects.method}: bad rate ${percent(accepted)} of the accepted${taken}; between ${percent(lowest)} and ${percent(highest)} of all, whatever the rejected had done`,
  );
  if (rejects.withoutAccepted > 0)
    terminal.print(`  ${percent(rejects.withoutAccepted)} of the rejected have scores at which nobody was accepted`);
  terminal.print(`  ${rejects.caveat}`);
}

function describeLeaderboard(terminal: Terminal, { leaderboard, learner, bundle }: TrainedModel): void {
  if (leaderboard.length > 1) {
    const rows = leaderboard.map((entry) => [
      entry.learner === learner ? `${entry.learner} ←` : entry.learner,
      entry.rocAuc.toFixed(4),
      `${entry.interval[0].toFixed(4)} – ${entry.interval[1].toFixed(4)}`,
      entry.logLoss.toFixed(4),
      entry.learner === learner ? '' : `${entry.difference > 0 ? '+' : ''}${entry.difference.toFixed(4)}`,
      entry.learner === learner ? '' : printPValue(entry.pValue),
    ]);
    const head = ['learner', 'ROC AUC', '95 % (DeLong)', 'log loss', 'difference', 'p'];
    for (const line of formatTable([head, ...rows])) terminal.print(line);
    const { settings } = bundle.provenance as { settings: { choice?: string } };
    if (settings.choice === 'auto') {
      terminal.print(
        `  same out-of-fold rows for all; chosen: the simplest within ${SIMPLER_WITHIN} of the highest ROC AUC (best of ${leaderboard.length}, so a little too bright)`,
      );
    }
  }
  const { calibration, classWeight } = bundle.provenance.settings as {
    calibration: { kind: string; asked: string };
    classWeight: string;
  };
  const how = calibration.asked === 'auto' ? ', chosen by out-of-fold log loss' : '';
  terminal.print(`  calibration ${calibration.kind}${how}`);
  if (classWeight !== 'none') {
    terminal.print(
      `  class weights ${classWeight} in the fits; calibration brings probabilities back to the data's bad rate`,
    );
  }
}

function describeSearch(terminal: Terminal, { search }: TrainedModel): void {
  if (search === undefined) return;
  const { trials, planned, learner, chosen } = search;
  terminal.print(
    `  search of ${learner} settings: ${trials.length} of ${planned} trials (mean ROC AUC over the folds)`,
  );
  const rows = trials.slice(0, 5).map(({ settings, rocAuc }) => [rocAuc.toFixed(4), printSettings(settings)]);
  for (const line of formatTable([['ROC AUC', 'settings'], ...rows], '    ')) terminal.print(line);
  terminal.print(`  chosen: ${printSettings(chosen)}`);
}

function describeSelection(terminal: Terminal, { selection }: TrainedModel): void {
  if (selection === undefined) return;
  const { kept, dropped, notAssessed } = selection.overall;
  terminal.print(`  features: ${kept.length} kept, ${dropped.length} dropped (chosen inside each fold too)`);
  for (const { feature, method, reason } of dropped) terminal.print(`    ${feature}: ${method}, ${reason}`);
  for (const { method, reason } of notAssessed) terminal.print(`    ${method}: not assessed, ${reason}`);
}

function printSettings(settings: Readonly<Record<string, number | string>>): string {
  const entries = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  return entries.length === 0 ? 'the defaults' : entries.join(', ');
}

function printPValue(pValue: number): string {
  return pValue < 0.001 ? '< 0.001' : pValue.toFixed(3);
}
