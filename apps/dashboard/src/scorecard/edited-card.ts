import type { ScorecardRowsResponse } from '@probity/contract';
import { evaluateCells, refitPoints, refitScorecard, type ScorecardModel } from '@probity/learn';
import type { CardEdits } from './edit-bins.js';

/** Training rows by fine cell, as the library takes them. */
export type CellRows = Parameters<typeof evaluateCells>[1];

/** A card with edits, and what they come to. */
export interface EditedCard {
  readonly card: ScorecardModel;
  /** On the training rows; undefined where these are not at hand. */
  readonly gini: number | undefined;
  /** How long the library took here, in milliseconds. */
  readonly milliseconds: number;
}

/** Rows as they come over the wire, in the order of the model's features. */
export function toRows(model: ScorecardModel, rows: ScorecardRowsResponse['rows']): CellRows | undefined {
  if (rows === null) return undefined;
  const byName = new Map(rows.variables.map(({ name, cells }) => [name, cells]));
  return {
    columns: model.features.map(({ name }) => Uint16Array.from(byName.get(name) ?? [])),
    labels: Uint8Array.from(rows.labels),
    weights: rows.weights === undefined ? undefined : Float64Array.from(rows.weights),
  };
}

/** Counts the edited bins again and ranks the training rows by the card, with the library's own functions. */
export function applyEdits(model: ScorecardModel, edits: CardEdits, rows: CellRows | undefined): EditedCard {
  const started = performance.now();
  const card = Object.keys(edits).length === 0 ? model : refitPoints(model, edits);
  const gini = rows === undefined ? undefined : evaluateCells(card, rows).gini;
  return { card, gini, milliseconds: performance.now() - started };
}

/** The Gini on these rows of the card fitted again with its edits: new weights, and a new choice of variables. */
export function giniOfRefit(model: ScorecardModel, edits: CardEdits, rows: CellRows): number {
  return evaluateCells(refitScorecard(model, edits, rows), rows).gini;
}
