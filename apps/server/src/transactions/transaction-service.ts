import { type ModelReference, ProbityError } from '@probity/domain';
import {
  cardPaymentsSet,
  type EventLog,
  featureSetHash,
  type ModelRegistry,
  readBundle,
  reviewingModel,
  TransactionDesk,
  type TransactionModel,
  transactionModelOf,
} from '@probity/scoring';

/** How transactions are decided. */
export interface TransactionServiceOptions {
  readonly events: EventLog;
  readonly registry: ModelRegistry;
  /** Name, or name@version, of the model that decides; default "fraud". */
  readonly model?: string;
  /** Whether transactions count as known when they arrive (default) or when they say they happened. */
  readonly clock?: 'arrival' | 'event';
  /** Share of the events that are computed again from the log; default 0.001. */
  readonly parityShare?: number;
  /** Told of what an operator must know. */
  readonly onTrouble?: (level: 'warn' | 'error', code: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** The desk that decides transactions, with the model that is registered. */
export interface TransactionService {
  readonly events: EventLog;
  readonly desk: TransactionDesk;
  /** Looks for another version of the model, computes samples again, keeps the state when it is due. */
  tend(): Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_MODEL = 'fraud';

/**
 * Makes the desk and begins to make its memory from the log; transactions are refused with 503 until that is done.
 *
 * Without a model, or with one that cannot be read, every transaction is for a person to look at, and says why.
 */
export async function createTransactionService(options: TransactionServiceOptions): Promise<TransactionService> {
  const { events, registry, onTrouble = () => undefined } = options;
  const name = options.model ?? DEFAULT_MODEL;
  let current: ModelReference | null | undefined;

  const find = async (): Promise<ModelReference | null> => {
    try {
      return await registry.find(name);
    } catch (error) {
      if (error instanceof ProbityError && error.code === 'MODEL_NOT_FOUND') return null;
      throw error;
    }
  };
  const load = async (reference: ModelReference | null, last?: TransactionModel): Promise<TransactionModel> => {
    const set = last?.featureSet ?? cardPaymentsSet;
    const hash = last?.featureSetHash ?? (await featureSetHash(set));
    if (reference === null) return reviewingModel(set, hash, `no model "${name}" is registered`);
    try {
      return transactionModelOf(await readBundle(await registry.load(reference.hash), reference.hash), reference);
    } catch (error) {
      if (error instanceof ProbityError && error.code === 'STORE_UNAVAILABLE') throw error;
      const code = error instanceof ProbityError ? error.code : 'INTERNAL';
      onTrouble('error', 'MODEL_UNAVAILABLE', { cause: code });
      return reviewingModel(set, hash, `the model cannot be loaded (${code})`);
    }
  };

  current = await find();
  let model = await load(current);
  const desk = new TransactionDesk({
    log: events,
    model,
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.parityShare === undefined ? {} : { parityShare: options.parityShare }),
    onTrouble: (code, facts) => onTrouble(code === 'STATE_LOST' ? 'warn' : 'error', code, facts),
  });
  const starting = desk.start();
  starting.catch(() => onTrouble('error', 'STATE_LOST', {}));

  let tending: Promise<void> | undefined;
  const tend = async () => {
    const found = await find();
    if (found?.hash !== current?.hash) {
      model = await load(found, model);
      current = found;
      await desk.useModel(model);
    }
    await desk.tend();
  };
  return {
    events,
    desk,
    tend() {
      tending ??= tend().finally(() => {
        tending = undefined;
      });
      return tending;
    },
    async close() {
      await tending?.catch(() => undefined);
      await desk.close();
    },
  };
}
