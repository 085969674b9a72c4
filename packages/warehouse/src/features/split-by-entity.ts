import {
  type EventColumn,
  type FeatureDefinition,
  type FeatureSet,
  parseDuration,
  planFeatures,
  type SourceDefinition,
} from '@probity/features';

/** The part of a feature set that looks at one entity key, and the columns it needs. */
export interface EntityPart {
  readonly entity: string;
  readonly set: FeatureSet;
  /**
   * The same with a feature more, which makes it remember events as long as the whole set does: an id that comes again is a
   * correction as long as its event is remembered.
   */
  readonly replaySet: FeatureSet;
  /** Names of the source's columns, in their order. */
  readonly columns: readonly string[];
  /** Columns whose texts are compared with texts of the definition. */
  readonly textColumns: ReadonlySet<string>;
  /** Position of each of its features among those of the whole set. */
  readonly positions: readonly number[];
}

/** Splits a set by entity key: features of one key need nothing but the events of their own entity. */
export function splitByEntity(set: FeatureSet, source: SourceDefinition): readonly EntityPart[] {
  const { retentionMs } = planFeatures(set);
  const entities = [...new Set(set.features.map(({ entity }) => entity))];
  return entities.map((entity) => {
    const features = set.features.filter((feature) => feature.entity === entity);
    const needed = new Set([entity, ...features.flatMap((feature) => columnsOf(feature, source.columns))]);
    const columns = Object.keys(source.columns).filter((name) => needed.has(name));
    const definition = {
      ...source,
      columns: Object.fromEntries(columns.map((name) => [name, source.columns[name] as EventColumn])),
    };
    const part: FeatureSet = { ...set, sources: [definition], features };
    return {
      ...{ entity, columns, set: part, replaySet: remembering(part, entity, retentionMs) },
      textColumns: new Set(features.flatMap(({ filter = [] }) => filter.filter(namesText).map(({ column }) => column))),
      positions: features.map((feature) => set.features.indexOf(feature)),
    };
  });
}

function remembering(part: FeatureSet, entity: string, retentionMs: number): FeatureSet {
  const missingMs = retentionMs - planFeatures(part).retentionMs;
  if (missingMs <= 0) return part;
  const window = `${retentionMs - parseDuration(part.lateness ?? DEFAULT_LATENESS)}ms`;
  const names = new Set(part.features.map(({ name }) => name));
  let name = 'remembers';
  while (names.has(name)) name += '_';
  return { ...part, features: [...part.features, { name, entity, aggregate: 'count', window }] };
}

/** As `FeatureSet.lateness` states it. */
export const DEFAULT_LATENESS = '7d';

function columnsOf(feature: FeatureDefinition, columns: SourceDefinition['columns']): readonly string[] {
  const { aggregate, of, filter = [] } = feature;
  const isPlace = aggregate === 'distance' || aggregate === 'speed';
  const places = isPlace
    ? Object.keys(columns).filter((name) => ['latitude', 'longitude'].includes((columns[name] as EventColumn).kind))
    : [];
  return [...(of === undefined ? [] : [of]), ...filter.map(({ column }) => column), ...places];
}

function namesText({ is, isNot, in: among }: NonNullable<FeatureDefinition['filter']>[number]): boolean {
  return typeof is === 'string' || typeof isNot === 'string' || among !== undefined;
}
