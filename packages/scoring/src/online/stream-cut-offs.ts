import { ProbityError } from '@probity/domain';
import type { SourceEvent } from '@probity/features';
import type { TrackerState } from '@probity/learn';
import type { LoggedArrival } from '../ports/event-log.js';
import type { FollowingModel, TransactionModel, TransactionVerdict } from './transaction-model.js';

/** How far the cut-offs of a model have moved: plain JSON. */
export interface KeptCutOffs {
  /** Content hash of the model. */
  readonly model: string;
  readonly state: TrackerState;
}

/**
 * Cut-offs that follow what was decided, of whichever model decides: they begin as fitted with the first decision of a model after
 * another's. They depend on the decisions in the log, in their order, and on nothing else.
 */
export class StreamCutOffs {
  private kept: KeptCutOffs | undefined;
  private following: FollowingModel | undefined;

  constructor(kept?: KeptCutOffs) {
    this.kept = kept;
  }

  /** Decides by the cut-offs as they stand, and takes the decision into account. */
  decide(model: TransactionModel, features: Float64Array, event: SourceEvent): TransactionVerdict {
    const hash = model.reference?.hash;
    if (hash === undefined || model.follow === undefined) {
      this.forget();
      return model.decide(features, event);
    }
    if (this.kept?.model !== hash) this.forget();
    this.following ??= model.follow(this.kept?.state);
    // From now on what is kept is what `following` says.
    this.kept ??= { model: hash, state: this.following.snapshot() };
    return this.following.decide(features, event);
  }

  /** Takes a logged decision into account, as when it was made. */
  replay(model: TransactionModel, row: LoggedArrival, event: SourceEvent): void {
    if (row.kind !== 'event' || row.decision === undefined || row.features === undefined) return;
    const { model: decidedBy } = JSON.parse(row.decision) as { model: { hash: string } | null };
    if (decidedBy === null || decidedBy.hash !== model.reference?.hash) {
      this.forget();
      return;
    }
    try {
      this.decide(model, row.features, event);
    } catch (error) {
      // It failed when it was made, too: a person was asked.
      if (!(error instanceof ProbityError)) throw error;
    }
  }

  /** What a later process goes on from; null where no cut-off has moved. */
  toJson(): KeptCutOffs | null {
    if (this.kept === undefined) return null;
    return this.following === undefined ? this.kept : { model: this.kept.model, state: this.following.snapshot() };
  }

  private forget(): void {
    this.kept = undefined;
    this.following = undefined;
  }
}
