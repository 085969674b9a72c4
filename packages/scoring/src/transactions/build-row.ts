import { ProbityError } from '@probity/domain';
import type { SourceEvent } from '@probity/features';
import type { Feature } from '@probity/learn';
import type { LocalClock } from './local-clock.js';
import type { TransactionInput } from './transaction-rules.js';

/** Fills in the model's row: of the features of an event and the event itself. */
export type RowBuilder = (features: Float64Array, event: SourceEvent, row: Float64Array) => void;

/**
 * Makes what turns an event and its features into a row of the model, in training and when deciding.
 * @param inputs one per feature of the model, in its order
 * @param names of the features given, in order
 */
export function createRowBuilder(
  inputs: readonly TransactionInput[],
  modelFeatures: readonly Feature[],
  names: readonly string[],
  clock: LocalClock,
): RowBuilder {
  const positions = new Map(names.map((name, index) => [name, index]));
  const readers = inputs.map((input, index): ((features: Float64Array, event: SourceEvent) => number) => {
    switch (input.from) {
      case 'feature': {
        const position = positions.get(input.name);
        if (position === undefined) {
          throw new ProbityError('BUNDLE_INVALID', `input "${input.name}" is no feature of the set`, {
            field: input.name,
          });
        }
        return (features) => features[position] ?? Number.NaN;
      }
      case 'value':
        return valueReader(input.column, modelFeatures[index]);
      case 'hour':
        return (_, event) => clock.hourOf(event.at);
      case 'night':
        return (_, event) => (clock.hourOf(event.at) < 6 ? 1 : 0);
      default:
        return (_, event) => (clock.weekdayOf(event.at) >= 5 ? 1 : 0);
    }
  });
  return (features, event, row) => {
    for (let input = 0; input < readers.length; input++) row[input] = readers[input]?.(features, event) ?? Number.NaN;
  };
}

function valueReader(column: string, feature: Feature | undefined): (_: Float64Array, event: SourceEvent) => number {
  if (feature?.kind === 'category') {
    const codes = new Map((feature.levels ?? []).map((level, code) => [level, code]));
    return (_, event) => {
      const value = event.values[column] ?? null;
      return value === null ? Number.NaN : (codes.get(String(value)) ?? Number.NaN);
    };
  }
  return (_, event) => {
    const value = event.values[column] ?? null;
    if (value === null) return Number.NaN;
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (typeof value === 'number') return value;
    throw new ProbityError('WRONG_TYPE', `\`${column}\` of an event must be a number; got a text`, { field: column });
  };
}
