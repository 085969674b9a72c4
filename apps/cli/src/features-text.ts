import {
  type EventMap,
  type EventMapGuess,
  type FeatureProposal,
  type FeatureSet,
  featureTitle,
} from '@probity/features';
import { formatTable, percent } from './terminal.js';

/** Dropped candidates that are listed; the rest only in the JSON. */
const LISTED_DROPPED = 10;
const DAY_MS = 86_400_000;

/** A feature set in words. */
export function describeSet(set: FeatureSet, retentionMs: number): string[] {
  return [
    `${set.name}: ${set.features.length} features; events are kept for ${(retentionMs / DAY_MS).toFixed(1)} days`,
    ...formatTable([['feature', 'meaning'], ...set.features.map((feature) => [feature.name, featureTitle(feature)])]),
  ];
}

/** Which column was taken for what, and why where it was guessed. */
export function describeMap(map: EventMap, guess: EventMapGuess): string[] {
  const reasons = new Map(guess.entries.map(({ name, column, reason }) => [`${name}=${column}`, reason]));
  const rows = Object.entries(map).map(([name, column]) => [
    name,
    column,
    reasons.get(`${name}=${column}`) ?? 'as stated',
  ]);
  return ['columns (correct them with --map):', ...formatTable([['', 'column', 'why'], ...rows])];
}

/** What was proposed, and why the rest was not. */
export function describeProposal(proposal: FeatureProposal, fileRows: number): string[] {
  const { judged, rows, measure, notes } = proposal;
  const kept = judged.filter((feature) => feature.kept);
  const dropped = judged.filter((feature) => !feature.kept);
  const events = rows.events === fileRows ? `${rows.events} events` : `the last ${rows.events} of ${fileRows} events`;
  return [
    `${judged.length} candidates over ${events}; judged by ${measure} on ${rows.training} early rows; ${kept.length} kept`,
    ...notes.map((note) => `note: ${note}`),
    ...formatTable([
      ['feature', 'meaning', 'known', 'why'],
      ...kept.map(({ name, title, coverage, reason }) => [name, title, percent(coverage, 0), reason]),
    ]),
    ...(dropped.length === 0
      ? []
      : [`dropped, the best ${Math.min(LISTED_DROPPED, dropped.length)} of ${dropped.length} (all with --json):`]),
    ...formatTable(dropped.slice(0, LISTED_DROPPED).map(({ name, reason }) => [name, reason])),
  ];
}
