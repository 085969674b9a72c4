import { ProbityError } from '@probity/domain';
import type {
  ArrivalGroup,
  ArrivalQuery,
  EventLog,
  EventPageQuery,
  FeatureState,
  NewArrival,
  QuarantinedArrival,
} from './event-log.js';

/** An event log in memory, and what tests do to it. */
export interface InMemoryEventLog extends EventLog {
  /** Forgets a person, as `eraseSubject` of the stores does. */
  erase(subject: string): void;
}

/**
 * An event log that forgets when the program ends: for tests and for trying things out. Nothing is sealed or chained.
 *
 * @example
 * const log = createInMemoryEventLog();
 * await log.append({ arrivals, quarantined: [], model: null, featureSet });
 */
export function createInMemoryEventLog(): InMemoryEventLog {
  const rows: NewArrival[] = [];
  const quarantine: QuarantinedArrival[] = [];
  let states: FeatureState[] = [];
  const erased = new Set<string>();
  let erasures = 0;

  const shown = ({ subject, entities: _, ...row }: NewArrival) => {
    if (!erased.has(`${row.sequence}`) || subject === undefined) return copy(row);
    const { content: _content, decision: _decision, features: _features, ...rest } = row;
    return rest;
  };
  const isKnown = ({ source, id }: NewArrival) =>
    rows.some((row) => row.kind === 'event' && row.source === source && row.id === id);

  return {
    async last() {
      return rows.length;
    },
    async append({ arrivals, quarantined }: ArrivalGroup) {
      checkSequence(arrivals);
      const first = arrivals[0];
      if (first !== undefined && first.sequence !== rows.length + 1) return 'moved-on';
      const events = arrivals.filter(({ kind }) => kind === 'event');
      const names = new Set(events.map(({ source, id }) => `${source}\n${id}`));
      if (names.size < events.length || events.some(isKnown)) return 'moved-on';
      rows.push(...arrivals.map(copy));
      quarantine.push(...quarantined.map((item) => ({ ...item })));
      return 'appended';
    },
    async read({ after = 0, upTo, knownFrom, entities, limit }: ArrivalQuery = {}) {
      const most = checkLimit('read', limit, 1_000, 10_000);
      return rows
        .filter(
          (row) =>
            row.sequence > after &&
            (upTo === undefined || row.sequence <= upTo) &&
            (knownFrom === undefined || row.knownAt >= knownFrom) &&
            (entities === undefined ||
              (!erased.has(`${row.sequence}`) && row.entities.some((entity) => entities.includes(entity)))),
        )
        .slice(0, most)
        .map(shown);
    },
    async findEvents(source, ids) {
      return rows.filter((row) => row.kind === 'event' && row.source === source && ids.includes(row.id)).map(shown);
    },
    async history(source, id) {
      return rows.filter((row) => row.source === source && row.id === id).map(shown);
    },
    async list({ limit, before, answer, samePersonAs }: EventPageQuery = {}) {
      const most = checkLimit('list', limit, 50, 500);
      const person = samePersonAs === undefined ? undefined : rows[samePersonAs - 1]?.subject;
      if (samePersonAs !== undefined && person === undefined) return [];
      return rows
        .filter(
          (row) =>
            row.kind === 'event' &&
            (before === undefined || row.sequence < before) &&
            (answer === undefined || row.answer === answer) &&
            (person === undefined || row.subject === person),
        )
        .slice(-most)
        .reverse()
        .map(shown);
    },
    async ids(after, limit) {
      return rows
        .filter((row) => row.kind === 'event' && row.sequence > after)
        .slice(0, limit)
        .map(({ sequence, source, id }) => ({ sequence, source, id }));
    },
    async quarantined(limit) {
      return quarantine
        .slice(-limit)
        .reverse()
        .map(({ content: _content, subject: _subject, ...item }) => item);
    },
    async saveState(state) {
      const others = states.filter(({ featureSet }) => featureSet !== state.featureSet);
      const own = states.filter(({ featureSet }) => featureSet === state.featureSet);
      states = [...others, ...own.slice(-1), { ...state, bytes: state.bytes.slice() }];
    },
    async loadState(featureSet) {
      return states.findLast((state) => state.featureSet === featureSet);
    },
    async erasures() {
      return erasures;
    },
    erase(subject) {
      for (const row of rows) if (row.subject === subject) erased.add(`${row.sequence}`);
      states = [];
      erasures += 1;
    },
  };
}

function copy<Row extends { readonly features?: Float64Array }>(row: Row): Row {
  return { ...row, ...(row.features && { features: row.features.slice() }) };
}

/** @throws INVALID_ARGUMENT unless the arrivals are numbered one after another */
export function checkSequence(arrivals: readonly { readonly sequence: number }[]): void {
  const first = arrivals[0]?.sequence ?? 1;
  if (first >= 1 && arrivals.every(({ sequence }, index) => sequence === first + index)) return;
  throw new ProbityError('INVALID_ARGUMENT', '`arrivals` of `append` must be numbered one after another, from 1', {
    field: 'arrivals',
  });
}

/** @throws INVALID_ARGUMENT */
export function checkLimit(method: string, limit: number | undefined, normal: number, largest: number): number {
  if (limit === undefined) return normal;
  if (Number.isInteger(limit) && limit >= 1 && limit <= largest) return limit;
  throw new ProbityError('INVALID_ARGUMENT', `\`limit\` of \`${method}\` must be 1 to ${largest}; got ${limit}`, {
    field: 'limit',
  });
}
