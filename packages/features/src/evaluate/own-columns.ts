import type { CompiledPlan, PlannedFeature, PlannedSource } from '../plan/compile-plan.js';
import type { EventTable, SlotColumn } from './event-table.js';

/** The columns of the event that a feature is for, as far as its source has what the feature compares with. */
export interface OwnColumns {
  readonly of: SlotColumn | undefined;
  /** One for each condition that compares. */
  readonly dynamic: readonly (SlotColumn | undefined)[];
  readonly latitude: SlotColumn | undefined;
  readonly longitude: SlotColumn | undefined;
}

/** @param source of the event, whose values are in `table` */
export function bindOwnColumns(
  feature: PlannedFeature,
  plan: CompiledPlan,
  source: PlannedSource,
  table: EventTable,
): OwnColumns {
  const named = (name: string): SlotColumn | undefined =>
    table.columns[source.columns.findIndex((column) => column.name === name)];
  const looked = plan.sources[feature.source].columns;
  return {
    of: feature.of < 0 ? undefined : named(feature.ofName),
    dynamic: feature.conditions
      .filter((one) => one.sameAsCurrent !== undefined)
      .map((one) => named(looked[one.column].name)),
    latitude: table.columns[source.latitude],
    longitude: table.columns[source.longitude],
  };
}
