import type { Aggregate, EventCondition, FeatureDefinition } from './feature-set.js';
import { parseDuration } from './parse-duration.js';

/**
 * Words for a person: the definition's own title, else a phrase made of what it says.
 *
 * @example featureTitle({ name: 'a', entity: 'card', aggregate: 'sum', of: 'amount', window: '7d' })
 * // 'sum of amount of the card, last 7 days'
 */
export function featureTitle(definition: FeatureDefinition): string {
  if (definition.title !== undefined) return definition.title;
  const what = subjects[definition.aggregate](definition.of ?? '');
  const where = (definition.filter ?? []).map(conditionWords).join(' and ');
  const window =
    typeof definition.window === 'string'
      ? `last ${spell(definition.window)}`
      : lastEvents(definition.window.lastEvents);
  const delay =
    definition.delay === undefined || parseDuration(definition.delay) === 0
      ? ''
      : ` before the last ${spell(definition.delay)}`;
  const { comparison } = definition;
  let against = '';
  if (comparison?.kind === 'z-score') against = ', against its usual spread';
  if (comparison?.kind === 'own-value-ratio') against = ', as what this one is a multiple of';
  if (comparison?.kind === 'habit-ratio')
    against = `, against own ${spell(comparison.window).replace(/s$/, '').replace(' ', '-')} habit`;
  return `${what} of the ${words(definition.entity)}${where === '' ? '' : ` ${where}`}, ${window}${delay}${against}`;
}

const subjects: Readonly<Record<Aggregate, (of: string) => string>> = {
  count: () => 'number of events',
  sum: (of) => `sum of ${words(of)}`,
  mean: (of) => `mean ${words(of)}`,
  std: (of) => `spread of ${words(of)}`,
  min: (of) => `lowest ${words(of)}`,
  max: (of) => `highest ${words(of)}`,
  distinct: (of) => `number of different values of ${words(of)}`,
  entropy: (of) => `variety of ${words(of)}`,
  first: (of) => `first ${words(of)}`,
  last: (of) => `last ${words(of)}`,
  recency: () => 'seconds since the last event',
  trend: (of) => `rise of ${words(of)} a day`,
  share: (of) => `share of events with this ${words(of)}`,
  'hour-share': () => 'share of events in this hour of the day',
  distance: () => 'distance in km from the last place',
  speed: () => 'speed in km/h from the last place',
};

function conditionWords(condition: EventCondition): string {
  const column = words(condition.column);
  const parts: string[] = [];
  if (condition.newWithin !== undefined) parts.push(`with a ${column} new in ${spell(condition.newWithin)}`);
  if (condition.sameAsCurrent !== undefined)
    parts.push(condition.sameAsCurrent ? `with this ${column}` : `with another ${column}`);
  if (condition.is !== undefined)
    parts.push(condition.is === null ? `without ${column}` : `where ${column} is ${condition.is}`);
  if (condition.isNot !== undefined)
    parts.push(condition.isNot === null ? `with ${column}` : `where ${column} is not ${condition.isNot}`);
  if (condition.in !== undefined) parts.push(`where ${column} is one of ${condition.in.join(', ')}`);
  if (condition.atLeast !== undefined) parts.push(`where ${column} is at least ${condition.atLeast}`);
  if (condition.below !== undefined) parts.push(`where ${column} is below ${condition.below}`);
  return parts.join(' and ');
}

function lastEvents(count: number): string {
  return count === 1 ? 'last event' : `last ${count} events`;
}

const unitWords = { ms: 'millisecond', s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' } as const;

function spell(duration: string): string {
  const count = parseInt(duration, 10);
  const unit = unitWords[duration.replace(/^\d+/, '') as keyof typeof unitWords];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function words(name: string): string {
  return name.replace(/[_-]+/g, ' ');
}
