import { ProbityError } from '@probity/domain';
import { aggregateRules } from './aggregate-rules.js';
import type { EventColumn, FeatureDefinition, FeatureSet, SourceDefinition } from './feature-set.js';
import { parseDuration } from './parse-duration.js';
import { tabulateZone } from './zone-offsets.js';

/** Farther back than so many events is a window of time. */
const MOST_LAST_EVENTS = 1000;
const MOST_FEATURES = 1000;
const MOST_COLUMNS = 200;

type Bag = Readonly<Record<string, unknown>>;

/**
 * A feature set as it came from a file or a request, checked throughout; the offsets of its time zone are filled in.
 *
 * @param value anything, e.g. parsed JSON; members that mean nothing are refused, so that a slip is not passed over
 * @throws FEATURES_INVALID naming the entry, e.g. `features[2].window`
 * @example checkFeatureSet(JSON.parse(text)).features.length
 */
export function checkFeatureSet(value: unknown): FeatureSet {
  const set = bag(value, 'the set', ['format', 'name', 'sources', 'features', 'timeZone', 'zoneOffsets', 'lateness']);
  if (set['format'] !== 'probity-features/1') refuse('format', 'must be "probity-features/1"', set['format']);
  name(set['name'], 'name', /^[\w-]{1,100}$/, 'must be letters, digits, `-` and `_`');
  if (set['lateness'] !== undefined) duration(set['lateness'], 'lateness', 0);
  const sources = list(set['sources'], 'sources', 1, 20).map(checkSource);
  unique(
    sources.map((source) => source.name),
    'sources',
  );
  checkSharedColumns(sources);
  const features = list(set['features'], 'features', 0, MOST_FEATURES);
  features.forEach((feature, index) => {
    checkFeature(feature, `features[${index}]`, sources);
  });
  unique(
    (features as FeatureDefinition[]).map((feature) => feature.name),
    'features',
  );
  return withZone(set);
}

function withZone(set: Bag): FeatureSet {
  const checked = set as unknown as FeatureSet;
  if (set['zoneOffsets'] !== undefined) checkZoneOffsets(set['zoneOffsets'], set['timeZone']);
  if (set['timeZone'] === undefined || set['zoneOffsets'] !== undefined) return checked;
  const zoneOffsets = typeof set['timeZone'] === 'string' ? tabulateZone(set['timeZone']) : undefined;
  if (zoneOffsets === undefined)
    return refuse('timeZone', 'must be an IANA name such as "Europe/Berlin"', set['timeZone']);
  return { ...checked, zoneOffsets };
}

function checkZoneOffsets(value: unknown, timeZone: unknown): void {
  if (typeof timeZone !== 'string') refuse('timeZone', 'must name the zone of `zoneOffsets`', timeZone);
  const table = bag(value, 'zoneOffsets', ['from', 'minutes']);
  const from = list(table['from'], 'zoneOffsets.from', 1, 10_000);
  const minutes = list(table['minutes'], 'zoneOffsets.minutes', 1, 10_000);
  if (from.length !== minutes.length) refuse('zoneOffsets.minutes', `must have ${from.length} entries`, minutes.length);
  from.forEach((moment, index) => {
    const rising = Number.isSafeInteger(moment) && (index === 0 || (moment as number) > (from[index - 1] as number));
    if (!rising) refuse(`zoneOffsets.from[${index}]`, 'must be a whole number above the one before', moment);
    const offset = minutes[index];
    const sensible = Number.isSafeInteger(offset) && Math.abs(offset as number) < 24 * 60;
    if (!sensible) refuse(`zoneOffsets.minutes[${index}]`, 'must be whole minutes within a day', offset);
  });
}

function checkSource(value: unknown, index: number): SourceDefinition {
  const entry = `sources[${index}]`;
  const source = bag(value, entry, ['name', 'columns']);
  name(source['name'], `${entry}.name`, /^[\w-]{1,100}$/, 'must be letters, digits, `-` and `_`');
  const columns = bag(source['columns'], `${entry}.columns`);
  const names = Object.keys(columns);
  if (names.length === 0 || names.length > MOST_COLUMNS)
    refuse(`${entry}.columns`, `must be 1 to ${MOST_COLUMNS} columns`, names.length);
  for (const column of names) checkColumn(columns[column], `${entry}.columns.${column}`);
  for (const kind of ['latitude', 'longitude'] as const) {
    const places = names.filter((column) => (columns[column] as EventColumn).kind === kind);
    if (places.length > 1) refuse(`${entry}.columns.${places[1]}`, `must be the only ${kind} of its source`, kind);
  }
  return value as SourceDefinition;
}

const kinds = ['key', 'category', 'number', 'flag', 'latitude', 'longitude'];

function checkColumn(value: unknown, entry: string): void {
  const column = bag(value, entry, ['kind', 'decimals', 'knownAfter']);
  if (!kinds.includes(column['kind'] as string))
    refuse(`${entry}.kind`, `must be one of ${kinds.join(', ')}`, column['kind']);
  const { decimals } = column;
  if (decimals !== undefined) {
    if (column['kind'] !== 'number') refuse(`${entry}.decimals`, 'is for numbers only', decimals);
    const whole = Number.isSafeInteger(decimals) && (decimals as number) >= 0 && (decimals as number) <= 6;
    if (!whole) refuse(`${entry}.decimals`, 'must be a whole number from 0 to 6', decimals);
  }
  if (column['knownAfter'] === undefined) return;
  duration(column['knownAfter'], `${entry}.knownAfter`, 0);
  if (column['kind'] === 'key')
    refuse(`${entry}.knownAfter`, 'is not for keys: whose event it is is known at once', column['knownAfter']);
}

/** A name stands for one thing in all sources: an event of one is compared with those of another. */
function checkSharedColumns(sources: readonly SourceDefinition[]): void {
  const seen = new Map<string, EventColumn>();
  sources.forEach((source, index) => {
    for (const [column, definition] of Object.entries(source.columns)) {
      const other = seen.get(column);
      if (
        other !== undefined &&
        (other.kind !== definition.kind || (other.decimals ?? 2) !== (definition.decimals ?? 2))
      ) {
        refuse(`sources[${index}].columns.${column}`, 'must be as in the other source that has it', definition.kind);
      }
      seen.set(column, definition);
    }
  });
}

const featureMembers = [
  'name',
  'title',
  'entity',
  'source',
  'aggregate',
  'of',
  'window',
  'delay',
  'filter',
  'nulls',
  'empty',
  'comparison',
];

function checkFeature(value: unknown, entry: string, sources: readonly SourceDefinition[]): void {
  const bagged = bag(value, entry, featureMembers);
  name(bagged['name'], `${entry}.name`, /^\w{1,200}$/, 'must be letters, digits and `_`');
  if (bagged['title'] !== undefined) text(bagged['title'], `${entry}.title`);
  const feature = bagged as unknown as FeatureDefinition;
  const source = feature.source === undefined ? sources[0] : sources.find((one) => one.name === feature.source);
  if (source === undefined) refuse(`${entry}.source`, 'must be a source of the set', feature.source);
  const entity = columnOf(source, feature.entity, `${entry}.entity`);
  if (entity.kind !== 'key') refuse(`${entry}.entity`, 'must be a column of kind `key`', feature.entity);
  if (!Object.hasOwn(aggregateRules, String(feature.aggregate))) {
    refuse(`${entry}.aggregate`, `must be one of ${Object.keys(aggregateRules).join(', ')}`, feature.aggregate);
  }
  const windowMs = checkWindow(feature.window, `${entry}.window`);
  const delayMs = feature.delay === undefined ? 0 : duration(feature.delay, `${entry}.delay`, 0);
  checkOf(feature, entry, source, delayMs);
  checkPlaces(feature, entry, source, delayMs);
  if (feature.filter !== undefined) {
    list(feature.filter, `${entry}.filter`, 0, 20).forEach((condition, index) => {
      checkCondition(condition, `${entry}.filter[${index}]`, source, delayMs);
    });
  }
  const { nulls, empty } = feature;
  if (nulls !== undefined && !['skip', 'zero', 'missing'].includes(nulls))
    refuse(`${entry}.nulls`, 'must be skip, zero or missing', nulls);
  if (nulls !== undefined && aggregateRules[feature.aggregate].of !== 'quantity') {
    refuse(`${entry}.nulls`, 'is for aggregates of a quantity', nulls);
  }
  if (empty !== undefined && empty !== null && !Number.isFinite(empty))
    refuse(`${entry}.empty`, 'must be a number or null', empty);
  if (feature.comparison !== undefined) checkComparison(feature, entry, source, windowMs);
}

function checkWindow(value: unknown, entry: string): number {
  if (typeof value !== 'object' || value === null) return duration(value, entry, 1);
  const window = bag(value, entry, ['lastEvents', 'within']);
  const { lastEvents } = window;
  const whole =
    Number.isSafeInteger(lastEvents) && (lastEvents as number) >= 1 && (lastEvents as number) <= MOST_LAST_EVENTS;
  if (!whole) refuse(`${entry}.lastEvents`, `must be a whole number from 1 to ${MOST_LAST_EVENTS}`, lastEvents);
  if (window['within'] !== undefined) duration(window['within'], `${entry}.within`, 1);
  return NaN;
}

function checkOf(feature: FeatureDefinition, entry: string, source: SourceDefinition, delayMs: number): void {
  const { of } = aggregateRules[feature.aggregate];
  const comparesOwn = feature.comparison?.kind === 'own-value-ratio' || feature.comparison?.kind === 'z-score';
  if (of === 'none') {
    if (feature.of !== undefined) refuse(`${entry}.of`, `is not for \`${feature.aggregate}\``, feature.of);
    return;
  }
  if (feature.of === undefined) refuse(`${entry}.of`, `must name the column of \`${feature.aggregate}\``, feature.of);
  const column = columnOf(source, feature.of, `${entry}.of`);
  const suits = of === 'quantity' ? ['number', 'flag'] : ['key', 'category', 'flag'];
  if (!suits.includes(column.kind))
    refuse(`${entry}.of`, `must be of kind ${suits.join(' or ')}`, `${feature.of} (${column.kind})`);
  checkKnown(column, `${entry}.delay`, feature.of, delayMs);
  if (column.knownAfter !== undefined && (comparesOwn || aggregateRules[feature.aggregate].needsCurrent)) {
    refuse(`${entry}.of`, 'must be known with the event: its own value is looked at', feature.of);
  }
}

function checkPlaces(feature: FeatureDefinition, entry: string, source: SourceDefinition, delayMs: number): void {
  if (feature.aggregate !== 'distance' && feature.aggregate !== 'speed') return;
  for (const kind of ['latitude', 'longitude'] as const) {
    const found = Object.entries(source.columns).find(([, column]) => column.kind === kind);
    if (found === undefined)
      refuse(`${entry}.aggregate`, `needs a column of kind \`${kind}\` in the source`, source.name);
    checkKnown(found[1], `${entry}.delay`, found[0], delayMs);
    if (found[1].knownAfter !== undefined)
      refuse(`${entry}.aggregate`, 'needs places that are known with the event', found[0]);
  }
}

const conditionMembers = ['column', 'is', 'isNot', 'in', 'atLeast', 'below', 'sameAsCurrent', 'newWithin'];

function checkCondition(value: unknown, entry: string, source: SourceDefinition, delayMs: number): void {
  const condition = bag(value, entry, conditionMembers);
  const column = columnOf(source, condition['column'], `${entry}.column`);
  if (Object.keys(condition).length < 2) refuse(entry, 'must state something of its column', 'nothing');
  checkKnown(column, `${entry}.column`, String(condition['column']), delayMs);
  const named = column.kind === 'key' || column.kind === 'category';
  const fits = (one: unknown) =>
    named ? typeof one === 'string' : column.kind === 'flag' ? typeof one === 'boolean' : Number.isFinite(one);
  const wanted = named ? 'text' : column.kind === 'flag' ? 'true or false' : 'a number';
  for (const member of ['is', 'isNot']) {
    const one = condition[member];
    if (one !== undefined && one !== null && !fits(one))
      refuse(`${entry}.${member}`, `must be ${wanted}, or null`, one);
  }
  if (condition['in'] !== undefined) {
    list(condition['in'], `${entry}.in`, 1, 1000).forEach((one, index) => {
      if (!fits(one)) refuse(`${entry}.in[${index}]`, `must be ${wanted}`, one);
    });
  }
  for (const member of ['atLeast', 'below']) {
    const one = condition[member];
    if (one === undefined) continue;
    if (named || column.kind === 'flag') refuse(`${entry}.${member}`, 'is for numbers only', one);
    if (!Number.isFinite(one)) refuse(`${entry}.${member}`, 'must be a number', one);
  }
  const { sameAsCurrent } = condition;
  if (sameAsCurrent !== undefined) {
    if (typeof sameAsCurrent !== 'boolean') refuse(`${entry}.sameAsCurrent`, 'must be true or false', sameAsCurrent);
    if (column.knownAfter !== undefined)
      refuse(`${entry}.sameAsCurrent`, 'needs a column that is known with the event', condition['column']);
  }
  if (condition['newWithin'] === undefined) return;
  duration(condition['newWithin'], `${entry}.newWithin`, 1);
  if (!named) refuse(`${entry}.newWithin`, 'is for keys and categories', condition['column']);
  if (column.knownAfter !== undefined)
    refuse(`${entry}.newWithin`, 'needs a column that is known with the event', condition['column']);
}

function checkComparison(feature: FeatureDefinition, entry: string, source: SourceDefinition, windowMs: number): void {
  const comparison = bag(feature.comparison, `${entry}.comparison`, ['kind', 'window']);
  const rule = aggregateRules[feature.aggregate];
  switch (comparison['kind']) {
    case 'z-score':
      if (feature.aggregate !== 'mean')
        refuse(`${entry}.comparison`, 'of kind z-score goes with `mean`', feature.aggregate);
      break;
    case 'own-value-ratio':
      if (!rule.inUnitOfColumn)
        refuse(
          `${entry}.comparison`,
          'of kind own-value-ratio needs an aggregate in the unit of its column',
          feature.aggregate,
        );
      break;
    case 'habit-ratio': {
      if (Number.isNaN(windowMs))
        refuse(`${entry}.comparison`, 'of kind habit-ratio needs a window of time', 'lastEvents');
      if (rule.needsCurrent || feature.aggregate === 'recency')
        refuse(`${entry}.comparison`, `of kind habit-ratio is not for \`${feature.aggregate}\``, feature.aggregate);
      const habitMs = duration(comparison['window'], `${entry}.comparison.window`, 1);
      if (habitMs <= windowMs)
        refuse(`${entry}.comparison.window`, 'must be longer than the window', comparison['window']);
      return;
    }
    default:
      refuse(`${entry}.comparison.kind`, 'must be z-score, own-value-ratio or habit-ratio', comparison['kind']);
  }
  if (comparison['window'] !== undefined)
    refuse(`${entry}.comparison.window`, 'is for habit-ratio only', comparison['window']);
  if (source.columns[feature.of as string]?.kind === 'flag')
    refuse(`${entry}.comparison`, 'needs a number', feature.of);
}

/** T7: a value that becomes known later is looked at only when it was. */
function checkKnown(column: EventColumn, entry: string, columnName: string, delayMs: number): void {
  if (column.knownAfter === undefined || parseDuration(column.knownAfter) <= delayMs) return;
  refuse(
    entry,
    `\`${columnName}\` is known ${column.knownAfter} after the event: \`delay\` must be at least as long`,
    `${delayMs}ms`,
  );
}

function columnOf(source: SourceDefinition, column: unknown, entry: string): EventColumn {
  if (typeof column === 'string' && Object.hasOwn(source.columns, column)) return source.columns[column];
  return refuse(entry, `must be a column of \`${source.name}\``, column);
}

function bag(value: unknown, entry: string, members?: readonly string[]): Bag {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(entry, 'must be an object', value);
  const unknown = members === undefined ? undefined : Object.keys(value).find((member) => !members.includes(member));
  if (unknown !== undefined) refuse(`${entry}.${unknown}`.replace(/^the set\./, ''), 'means nothing here', unknown);
  return value as Bag;
}

function list(value: unknown, entry: string, least: number, most: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length < least || value.length > most) {
    return refuse(entry, `must be a list of ${least} to ${most} entries`, Array.isArray(value) ? value.length : value);
  }
  return value;
}

function name(value: unknown, entry: string, pattern: RegExp, rule: string): void {
  if (typeof value !== 'string' || !pattern.test(value)) refuse(entry, rule, value);
}

function text(value: unknown, entry: string): void {
  if (typeof value !== 'string' || value.length === 0 || value.length > 500)
    refuse(entry, 'must be text of 1 to 500 characters', value);
}

function duration(value: unknown, entry: string, least: number): number {
  const milliseconds = parseDuration(value);
  if (milliseconds >= least) return milliseconds;
  return refuse(entry, 'must be a stretch of time such as 15m, 24h or 30d', value);
}

function unique(names: readonly string[], entry: string): void {
  const twice = names.findIndex((one, index) => names.indexOf(one) !== index);
  if (twice >= 0) refuse(`${entry}[${twice}].name`, 'must be unique', names[twice]);
}

function refuse(entry: string, rule: string, got: unknown): never {
  const shown =
    typeof got === 'string' ? `"${got}"` : typeof got === 'object' && got !== null ? 'an object' : String(got);
  throw new ProbityError('FEATURES_INVALID', `\`${entry}\` of the feature set: ${rule}; got ${shown}`, {
    field: entry,
  });
}
