import { canonicalJson, type JsonValue, ProbityError } from '@probity/domain';
import type { FeaturePlan } from '../plan/plan-features.js';
import type { HeldValue } from './live-source.js';
import { decodeText, encodeText } from './text-bytes.js';

/** An event as it is held, with what its last arrival said where an amendment changed it since. */
export interface HeldEvent {
  readonly id: string;
  readonly at: number;
  readonly order: number;
  readonly values: readonly HeldValue[];
  readonly arrived: readonly HeldValue[] | undefined;
}

export interface EngineState {
  readonly order: number;
  readonly lastKnownAt: number;
  /** Events of each source, in order of arrival. */
  readonly sources: readonly (readonly HeldEvent[])[];
}

const FORMAT = 'probity-feature-state/1';

interface Head {
  readonly format: string;
  readonly set: string;
  readonly order: number;
  readonly lastKnownAt: number | null;
  readonly texts: readonly string[];
  readonly sources: readonly {
    readonly count: number;
    readonly ids: readonly string[];
    readonly arrived: readonly (readonly [number, readonly HeldValue[]])[];
  }[];
}

/**
 * The state as bytes: length of the head, the head as JSON, then for every source its times, arrivals and columns as doubles
 * (texts by their place among the texts, in order of appearance). Nothing in it depends on how the state came about.
 */
export function encodeState(plan: FeaturePlan, state: EngineState): Uint8Array {
  const places = new Map<string, number>();
  const texts: string[] = [];
  const place = (text: string) => {
    let known = places.get(text);
    if (known === undefined) {
      known = texts.push(text) - 1;
      places.set(text, known);
    }
    return known;
  };
  const blocks: Float64Array[] = [];
  const sources = state.sources.map((events, s) => {
    blocks.push(
      Float64Array.from(events, (event) => event.at),
      Float64Array.from(events, (event) => event.order),
    );
    plan.compiled.sources[s].columns.forEach((_, c) => {
      blocks.push(
        Float64Array.from(events, ({ values }) => {
          const value = values[c];
          return value === null ? NaN : typeof value === 'string' ? place(value) : value;
        }),
      );
    });
    const arrived = events.flatMap((event, i) => (event.arrived === undefined ? [] : [[i, event.arrived] as const]));
    return { count: events.length, ids: events.map((event) => event.id), arrived };
  });
  const lastKnownAt = Number.isFinite(state.lastKnownAt) ? state.lastKnownAt : null;
  const head: Head = { format: FORMAT, set: setText(plan), order: state.order, lastKnownAt, texts, sources };
  const headBytes = encodeText(JSON.stringify(head));
  const start = 8 * Math.ceil((8 + headBytes.length) / 8);
  const bytes = new Uint8Array(start + 8 * blocks.reduce((sum, block) => sum + block.length, 0));
  new DataView(bytes.buffer).setFloat64(0, headBytes.length, true);
  bytes.set(headBytes, 8);
  const numbers = new DataView(bytes.buffer);
  let offset = start;
  for (const block of blocks) {
    for (let i = 0; i < block.length; i++, offset += 8) numbers.setFloat64(offset, block[i], true);
  }
  return bytes;
}

/** @throws FEATURES_INVALID where the bytes are no snapshot, or one of another feature set */
export function decodeState(plan: FeaturePlan, bytes: Uint8Array): EngineState {
  const numbers = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = readHead(numbers, bytes);
  if (head.set !== setText(plan)) {
    throw new ProbityError(
      'FEATURES_INVALID',
      'the snapshot was taken of another feature set: replay the events instead',
      { field: 'snapshot' },
    );
  }
  let offset = 8 * Math.ceil((8 + numbers.getFloat64(0, true)) / 8);
  const needed = head.sources.reduce(
    (sum, { count }, s) => sum + 8 * count * (2 + plan.compiled.sources[s].columns.length),
    offset,
  );
  if (needed !== bytes.byteLength) broken();
  const block = (count: number) => {
    const values = Float64Array.from({ length: count }, (_, i) => numbers.getFloat64(offset + 8 * i, true));
    offset += 8 * count;
    return values;
  };
  const sources = head.sources.map(({ count, ids, arrived }, s) => {
    const at = block(count);
    const order = block(count);
    const columns = plan.compiled.sources[s].columns.map(({ kind }) => ({
      named: kind === 'key' || kind === 'category',
      held: block(count),
    }));
    const said = new Map(arrived);
    return ids.map((id, i): HeldEvent => {
      const values = columns.map(({ named, held }) =>
        Number.isNaN(held[i]) ? null : named ? head.texts[held[i]] : held[i],
      );
      return { id, at: at[i], order: order[i], values, arrived: said.get(i) };
    });
  });
  return { order: head.order, lastKnownAt: head.lastKnownAt ?? -Infinity, sources };
}

function readHead(numbers: DataView, bytes: Uint8Array): Head {
  const length = bytes.byteLength >= 8 ? numbers.getFloat64(0, true) : NaN;
  if (!(length > 0 && length <= bytes.byteLength - 8)) return broken();
  let head: Head;
  try {
    head = JSON.parse(decodeText(bytes.subarray(8, 8 + length)));
  } catch {
    return broken();
  }
  return head.format === FORMAT ? head : broken();
}

function broken(): never {
  throw new ProbityError('FEATURES_INVALID', 'the bytes are not a whole snapshot of a feature engine', {
    field: 'snapshot',
  });
}

function setText(plan: FeaturePlan): string {
  return canonicalJson(plan.set as unknown as JsonValue);
}
