import { ProbityError } from '@probity/domain';
import { type EventValue, type FeaturePlan, planFeatures, type SourceEvent } from '@probity/features';
import type { LoggedArrival, NewArrival, TransactionAnswer } from '../ports/event-log.js';
import { ArrivalQueue } from './arrival-queue.js';
import { createIsoWriter, decisionText, frameOf, itemText } from './decision-text.js';
import type { DeskOptions, FeatureLookUp, TransactionCounts, TransactionReply } from './desk-options.js';
import { evictWhenDue, type FeatureMemory, type Recovery, recoverMemory, writeState } from './feature-memory.js';
import { createParitySampler, type ParityCounts, type ParitySampler } from './parity-sampler.js';
import { createTransactionReader, type ReadTransaction, readId, type TransactionReader } from './read-transaction.js';
import { RecentAnswers } from './recent-answers.js';
import type { TransactionModel, TransactionVerdict } from './transaction-model.js';

const RECENT_ANSWERS = 64;
const LONGEST_QUARANTINED = 16_000;
/** In multiples of `stateEvery`. */
const LONGEST_WAIT = 10;

interface Working {
  readonly memory: FeatureMemory;
  readonly plan: FeaturePlan;
  readonly reader: TransactionReader;
  readonly model: TransactionModel;
  readonly parity: ParitySampler;
  /** What is the same in every decision, as JSON. */
  readonly frame: string;
}

/**
 * Decides transactions, one process at a time: holds the features in memory, answers once the log holds the answer, and
 * makes its memory again from the log whenever the two may differ.
 *
 * @example
 * const desk = new TransactionDesk({ log, model, now: Date.now, monotonicMs: () => performance.now() });
 * await desk.start();
 * await desk.submit({ id: 't-1', at: 1532512800000, values: { customer: '596', terminal: '3156', amount: 12.5 } });
 */
export class TransactionDesk {
  private readonly options: DeskOptions;
  private readonly queue: ArrivalQueue;
  private readonly recent = new RecentAnswers(RECENT_ANSWERS);
  private readonly listeners = new Set<(item: string, answer: TransactionAnswer) => void>();
  private readonly tally = { decided: 0, duplicates: 0, corrected: 0, quarantined: 0, amended: 0, refused: 0 };
  private readonly answers: Record<TransactionAnswer, number> = { allow: 0, review: 0, block: 0 };
  private readonly since: number;
  private readonly writeAt = createIsoWriter();
  private readonly writeKnownAt = createIsoWriter();
  private model: TransactionModel;
  private working: Working | undefined;
  private recovering: Promise<void> | undefined;
  private isClosed = false;
  private erasures = 0;
  private stateAt = 0;
  private tendedAt = 0;
  private savingState: Promise<void> | undefined;
  private recovery: Recovery = { fromState: 0, replayed: 0, skipped: 0 };

  constructor(options: DeskOptions) {
    this.options = options;
    this.model = options.model;
    this.since = options.now();
    this.queue = new ArrivalQueue(
      options.log,
      () => ({ model: this.model.reference, featureSet: this.model.featureSetHash }),
      () => this.loseMemory(),
    );
  }

  /** Makes the memory from the log; transactions are taken from then on. */
  start(): Promise<void> {
    this.recovering ??= this.recover().finally(() => {
      this.recovering = undefined;
    });
    return this.recovering;
  }

  /** Decides by another model from now on; over another feature set once the features are computed again from the log. */
  async useModel(model: TransactionModel): Promise<void> {
    const isSameSet = model.featureSetHash === this.model.featureSetHash;
    if (isSameSet) {
      this.model = model;
      if (this.working !== undefined) this.working = { ...this.working, model, frame: frameOf(model) };
      return;
    }
    this.working = undefined;
    await this.queue.settled();
    this.model = model;
    await this.start();
  }

  /** Whether so many more may wait. @throws OVERLOADED otherwise, and while the memory is being made */
  admit(count: number): void {
    if (this.working === undefined) {
      if (this.recovering === undefined && !this.isClosed) void this.start().catch(() => undefined);
      this.tally.refused += count;
      throw new ProbityError('OVERLOADED', 'the features are being made ready');
    }
    const most = this.options.mostWaiting ?? 5_000;
    if (this.queue.length + count > most) {
      this.tally.refused += count;
      throw new ProbityError('OVERLOADED', `more than ${most} transactions wait to be recorded`);
    }
  }

  /**
   * Decides a transaction; resolves when the answer is durable.
   *
   * @param input `{ id, at, values, source?, knownAt? }`
   * @param arrivedAtMs when it arrived, by `monotonicMs`
   * @throws WRONG_TYPE, MISSING_FIELD, UNKNOWN_FIELD, VALUE_OUT_OF_RANGE, TOO_LATE once it is in quarantine; OVERLOADED,
   *   STORE_UNAVAILABLE: nothing was taken
   */
  async submit(input: unknown, arrivedAtMs = this.options.monotonicMs()): Promise<TransactionReply> {
    this.admit(1);
    const working = this.working as Working;
    let read: ReadTransaction;
    try {
      read = working.reader.read(input);
    } catch (error) {
      return this.quarantine(input, error);
    }
    const { source, id } = read;
    if (working.memory.ids.mayHold(source, id) && this.recent.find(source, id) === undefined) {
      await this.remember(source, id);
      // Meanwhile the memory may have been lost.
      if (this.working !== working) this.admit(1);
    }
    try {
      return await this.take(this.working as Working, read, arrivedAtMs, input);
    } catch (error) {
      if (error instanceof ProbityError && error.kind === 'unavailable') this.tally.refused += 1;
      throw error;
    }
  }

  /**
   * Adds values that became known later, e.g. `{ fraud: true }`, to a transaction; resolves when they are durable.
   * @throws TRANSACTION_NOT_FOUND, and as `submit`
   */
  async label(
    id: string,
    input: unknown,
    source?: string,
  ): Promise<{ readonly outcome: 'amended' | 'unchanged' | 'recorded'; readonly sequence: number | null }> {
    this.admit(1);
    const { reader } = this.working as Working;
    const from = source ?? reader.defaultSource;
    const values = reader.readValues(from, input);
    const rows = await this.options.log.history(from, readId(id));
    const event = rows.find(({ kind }) => kind === 'event');
    if (event === undefined) throw new ProbityError('TRANSACTION_NOT_FOUND', 'there is no transaction of this id');
    this.admit(1);
    const { memory } = this.working as Working;
    const knownAt = this.knownAt(undefined, memory.knownAt, memory.knownAt);
    const outcome = memory.engine.amend({ source: from, id, knownAt, values });
    if (outcome === 'unchanged') return { outcome, sequence: null };
    const sequence = this.number(knownAt);
    const content = `{"at":${knownAt},"values":${JSON.stringify(values)}}`;
    const subject = reader.subjectOf(from, id, valuesOf(event));
    const entities = entitiesOf(reader, from, rows);
    evictWhenDue(memory);
    await this.queue.add({ sequence, kind: 'amendment', source: from, id, knownAt, content, subject, entities });
    this.tally.amended += 1;
    return { outcome: outcome === 'unknown' ? 'recorded' : outcome, sequence };
  }

  /** Features of an entity at this moment. @throws INVALID_ARGUMENT for an entity that the set does not have; OVERLOADED */
  lookUp(entity: string, key: string, asOf?: number): FeatureLookUp {
    if (this.working === undefined) this.admit(0);
    const { memory, plan, model } = this.working as Working;
    const indices = entityFeatures(plan, entity);
    const at = asOf ?? this.knownAt(undefined, memory.knownAt, memory.knownAt);
    const values = memory.engine.lookUp({ [entity]: key }, at);
    return {
      features: indices.map((index) => ({ name: plan.names[index] as string, value: values[index] as number })),
      asOf: at,
      entity: memory.freshness.find(`${entity}=${key}`),
      ttlMs: plan.retentionMs,
      sequence: memory.sequence,
      featureSet: model.featureSetHash,
    };
  }

  /** Told of every new decision once it is durable, as JSON with the event; until the returned function is called. */
  subscribe(listener: (item: string, answer: TransactionAnswer) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  counts(): TransactionCounts & { readonly since: number } {
    const { decided, duplicates, corrected, quarantined, amended, refused } = this.tally;
    const received = decided + duplicates + corrected + quarantined;
    return {
      since: this.since,
      received,
      ...{ decided, duplicates, corrected, quarantined, amended, refused },
      answers: { ...this.answers },
    };
  }

  /** What the features are made of and how well they agree with the log. */
  describe(): {
    readonly ready: boolean;
    readonly model: TransactionModel;
    readonly sequence: number;
    readonly entities: number;
    readonly waiting: number;
    readonly groups: number;
    readonly recovery: Recovery;
    readonly stateAt: number;
    readonly parity: ParityCounts;
  } {
    return {
      ready: this.working !== undefined,
      model: this.model,
      sequence: this.working?.memory.sequence ?? 0,
      entities: this.working?.memory.freshness.size ?? 0,
      waiting: this.queue.length,
      groups: this.queue.groups,
      recovery: this.recovery,
      stateAt: this.stateAt,
      parity: this.working?.parity.counts() ?? { checked: 0, differing: 0, skipped: 0, waiting: 0 },
    };
  }

  /**
   * What is to be done now and then, e.g. every second: computes sampled events again, keeps the state when it is due.
   * After an erasure it makes the memory again without the person.
   */
  async tend(): Promise<void> {
    const { working } = this;
    if (working === undefined || this.isClosed) return;
    if ((await this.options.log.erasures()) !== this.erasures) {
      this.working = undefined;
      await this.queue.settled();
      return this.start();
    }
    await working.parity.check(this.options.log, this.options.monotonicMs, () => this.queue.turn());
    const due = working.memory.sequence - this.stateAt;
    const every = this.options.stateEvery ?? 50_000;
    // Writing the state holds up who arrives meanwhile, so it waits until nobody does, but not for ever.
    const isQuiet = working.memory.sequence === this.tendedAt;
    this.tendedAt = working.memory.sequence;
    if (due >= LONGEST_WAIT * every || (due >= every && isQuiet)) await this.keepState();
  }

  /** Stores the state of the features as of the last arrival, once that is durable. */
  keepState(): Promise<void> {
    this.savingState ??= this.saveState().finally(() => {
      this.savingState = undefined;
    });
    return this.savingState;
  }

  /** Takes nothing more, waits for what is under way, and keeps the state. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.recovering?.catch(() => undefined);
    await this.queue.settled();
    await this.savingState;
    if (this.working !== undefined && this.working.memory.sequence > this.stateAt) await this.keepState();
    this.working = undefined;
  }

  private async saveState(): Promise<void> {
    const { working } = this;
    if (working === undefined) return;
    const { memory, model } = working;
    const bytes = writeState(memory);
    const { sequence } = memory;
    await this.queue.settled();
    // A group that failed took its arrivals with it: such a state never was.
    if (this.working?.memory !== memory) return;
    await this.options.log.saveState({ sequence, featureSet: model.featureSetHash, bytes });
    this.stateAt = sequence;
  }

  private async recover(): Promise<void> {
    const { log, parityShare, paritySeed, onTrouble } = this.options;
    const { model } = this;
    // What still becomes durable belongs to the log that is read.
    await this.queue.settled();
    const plan = planFeatures(model.featureSet);
    const reader = createTransactionReader(model.featureSet);
    // Before the log is read: an erasure in between is then noticed by `tend`.
    this.erasures = await log.erasures();
    const { memory, recovery } = await recoverMemory(log, plan, reader, model);
    this.recovery = recovery;
    this.stateAt = recovery.fromState;
    this.recent.clear();
    const parity = createParitySampler({
      plan,
      reader,
      share: parityShare ?? 0.001,
      seed: paritySeed ?? 1,
      counts: this.working?.parity.counts(),
      onDiffering: (facts) => onTrouble?.('PARITY_DIFFERS', facts),
    });
    if (this.isClosed) return;
    // Another model may have come meanwhile: the features or the cut-offs are of no use to it.
    if (this.model !== model) return this.recover();
    this.working = { memory, plan, reader, model, parity, frame: frameOf(model) };
  }

  /** What is in memory may no longer be what is in the log. */
  private loseMemory(): void {
    this.working = undefined;
    this.options.onTrouble?.('STATE_LOST', {});
    if (!this.isClosed) void this.start().catch(() => undefined);
  }

  /** Reads an id that the log may hold into the recent answers. */
  private async remember(source: string, id: string): Promise<void> {
    const rows = await this.options.log.history(source, id);
    const event = rows.find(({ kind }) => kind === 'event');
    if (event === undefined || this.recent.find(source, id) !== undefined || this.working === undefined) return;
    if (event.content === undefined || event.decision === undefined) {
      throw new ProbityError('DECISION_ERASED', "the person's data behind this transaction was erased");
    }
    const latest = rows.findLast(({ kind, content }) => kind !== 'amendment' && content !== undefined) ?? event;
    const sent = JSON.parse(latest.content ?? event.content) as { at: number; values: Record<string, EventValue> };
    const { content } = this.working.reader.adopt(sent, source);
    const entities = entitiesOf(this.working.reader, source, rows);
    this.recent.add(source, id, { content, entities, decision: event.decision, durable: undefined });
  }

  private async take(
    working: Working,
    read: ReadTransaction,
    arrivedAtMs: number,
    input: unknown,
  ): Promise<TransactionReply> {
    const { memory, reader } = working;
    const { source, id, at, values, content } = read;
    // What was answered lately is among the ids that were seen: most transactions are new, and need no look.
    const earlier = memory.ids.mayHold(source, id) ? this.recent.find(source, id) : undefined;
    if (earlier !== undefined && earlier.content === content) {
      await earlier.durable;
      this.tally.duplicates += 1;
      return { arrival: 'duplicate', decision: earlier.decision };
    }
    const knownAt = this.knownAt(read.knownAt, at, memory.knownAt);
    const event: SourceEvent = { source, id, at, knownAt, values };
    let features: Float64Array | undefined;
    try {
      ({ features } = memory.engine.observe(event));
    } catch (error) {
      return this.quarantine(input, error, reader.subjectOf(source, id, values));
    }
    const sequence = this.number(knownAt);
    const entities = reader.entitiesOf(source, values);
    const subject = reader.subjectOf(source, id, values);
    if (earlier !== undefined) {
      earlier.content = content;
      earlier.entities = [...new Set([...earlier.entities, ...entities])];
      evictWhenDue(memory);
      const known = { knownAt, content, subject, entities: earlier.entities };
      await this.queue.add({ sequence, kind: 'correction', source, id, ...known });
      this.tally.corrected += 1;
      return { arrival: 'correction', decision: earlier.decision };
    }
    if (features === undefined) throw new ProbityError('INTERNAL', 'the features know an id that the log does not');
    const verdict = this.judge(working, features, event);
    const processingMs = Math.max(0, Math.round((this.options.monotonicMs() - arrivedAtMs) * 1_000) / 1_000);
    const decision = decisionText(
      working.frame,
      { source, id, sequence, at: this.writeAt(at), knownAt: this.writeKnownAt(knownAt) },
      verdict,
      processingMs,
    );
    memory.ids.add(source, id);
    memory.freshness.observe(entities, at, sequence);
    evictWhenDue(memory);
    const { answer: given } = verdict;
    // biome-ignore format: written out and not spread, as this runs for every transaction.
    const arrival: NewArrival = { sequence, kind: 'event', source, id, knownAt, content, subject, entities, answer: given, decision, features };
    const durable = this.queue.add(arrival);
    const answer = { content, entities, decision, durable: durable as Promise<void> | undefined };
    durable.then(
      () => {
        answer.durable = undefined;
      },
      () => undefined,
    );
    this.recent.add(source, id, answer);
    await durable;
    this.tally.decided += 1;
    this.answers[verdict.answer] += 1;
    working.parity.offer(sequence);
    if (this.listeners.size > 0) {
      const item = itemText(decision, content);
      for (const listener of this.listeners) listener(item, verdict.answer);
    }
    return { arrival: 'new', decision };
  }

  /** Never a silent allow: where the model fails, a person looks. */
  private judge({ model, memory }: Working, features: Float64Array, event: SourceEvent): TransactionVerdict {
    try {
      return memory.cutOffs.decide(model, features, event);
    } catch (error) {
      const code = error instanceof ProbityError ? error.code : 'INTERNAL';
      this.options.onTrouble?.('MODEL_FAILED', { code });
      return { answer: 'review', riskScore: null, reasons: [], cause: `the model could not decide (${code})` };
    }
  }

  private async quarantine(input: unknown, error: unknown, subject?: string): Promise<never> {
    if (!(error instanceof ProbityError)) throw error;
    const { field } = error.details;
    const person = subject ?? guessSubject(input);
    await this.queue.add(undefined, {
      code: error.code,
      // The sentence of a refused value repeats it; what is kept in the clear names the field only.
      reason: typeof field === 'string' && field.length <= 60 ? `field ${JSON.stringify(field)}` : 'the transaction',
      ...(typeof field === 'string' ? { field: field.slice(0, 60) } : {}),
      receivedAt: new Date(this.options.now()).toISOString(),
      content: (JSON.stringify(input) ?? 'null').slice(0, LONGEST_QUARANTINED),
      ...(person === undefined ? {} : { subject: person }),
    });
    this.tally.quarantined += 1;
    throw error;
  }

  private knownAt(stated: number | undefined, at: number, last: number): number {
    const own = this.options.clock === 'event' ? (stated ?? at) : this.options.now();
    return Math.max(own, last);
  }

  private number(knownAt: number): number {
    const { memory } = this.working as Working;
    memory.sequence += 1;
    memory.knownAt = knownAt;
    return memory.sequence;
  }
}

function valuesOf({ content }: LoggedArrival): SourceEvent['values'] {
  return content === undefined ? {} : (JSON.parse(content) as { values: SourceEvent['values'] }).values;
}

/** Every entity that any version of an event has named. */
function entitiesOf(reader: TransactionReader, source: string, versions: readonly LoggedArrival[]): string[] {
  return [...new Set(versions.flatMap((version) => reader.entitiesOf(source, valuesOf(version))))];
}

/** Positions of the features of an entity. @throws INVALID_ARGUMENT */
function entityFeatures(plan: FeaturePlan, entity: string): readonly number[] {
  const indices = plan.set.features.flatMap((feature, index) => (feature.entity === entity ? [index] : []));
  if (indices.length > 0) return indices;
  const known = [...new Set(plan.set.features.map((feature) => feature.entity))];
  throw new ProbityError('INVALID_ARGUMENT', `\`entity\` must be one of ${known.join(', ')}`, { field: 'entity' });
}

function guessSubject(input: unknown): string | undefined {
  const customer = (input as { values?: { customer?: unknown } } | null | undefined)?.values?.customer;
  return typeof customer === 'string' || typeof customer === 'number' ? String(customer) : undefined;
}
