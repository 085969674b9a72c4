import type { SourceEvent } from '@probity/features';
import type { LocalClock } from './local-clock.js';

/** One part of a transaction's context; the context is the parts' names, joined. */
export type ContextPart =
  /** The value of a category or flag; rare and unknown ones are "other". */
  | { readonly by: 'value'; readonly column: string; readonly values: readonly string[] }
  /** The band a number lies in: below the first edge, from it to below the second, …; ascending. */
  | { readonly by: 'band'; readonly column: string; readonly edges: readonly number[] }
  /** The band of the hour of the day, by the set's clock: edges in (0, 24), ascending. */
  | { readonly by: 'hour'; readonly edges: readonly number[]; readonly column?: undefined };

/**
 * Names the context of a transaction, whose cut-offs it is held against.
 * @returns e.g. "amount 100 to 500, channel online"; "all" without parts
 * @example contextOf([{ by: 'band', column: 'amount', edges: [100] }], event, clock) // 'amount 100 or more'
 */
export function contextOf(parts: readonly ContextPart[], event: SourceEvent, clock: LocalClock): string {
  if (parts.length === 0) return 'all';
  return parts.map((part) => namePart(part, event, clock)).join(', ');
}

function namePart(part: ContextPart, event: SourceEvent, clock: LocalClock): string {
  if (part.by === 'hour') return nameBand('hour', part.edges, clock.hourOf(event.at));
  const value = event.values[part.column] ?? null;
  if (part.by === 'band') {
    return typeof value === 'number' ? nameBand(part.column, part.edges, value) : `${part.column} not known`;
  }
  if (value === null) return `${part.column} not known`;
  const text = String(value);
  return `${part.column} ${part.values.includes(text) ? text : 'other'}`;
}

function nameBand(name: string, edges: readonly number[], value: number): string {
  const band = edges.findIndex((edge) => value < edge);
  if (edges.length === 0) return `${name} any`;
  if (band === 0) return `${name} below ${edges[0]}`;
  if (band < 0) return `${name} ${edges.at(-1)} or more`;
  return `${name} ${edges[band - 1]} to ${edges[band]}`;
}
