import { ProbityError } from '@probity/domain';
import type { ArrivalGroup, EventLog, NewArrival, QuarantinedArrival } from '../ports/event-log.js';

/** Something to be made durable, and who waits for it. */
interface Waiting {
  readonly arrival: NewArrival | undefined;
  readonly quarantined: QuarantinedArrival | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Larger groups gain nothing measurable and make the last caller wait. */
const LARGEST_GROUP = 1_000;

/**
 * Makes arrivals durable in their order, all that wait in one group, one group at a time.
 *
 * When a group cannot be written, all that wait are refused and `onFailure` is told: what was numbered after it cannot
 * be written either.
 */
export class ArrivalQueue {
  private readonly log: EventLog;
  private readonly about: () => Pick<ArrivalGroup, 'model' | 'featureSet'>;
  private readonly onFailure: () => void;
  private waiting: Waiting[] = [];
  private draining: Promise<void> | undefined;
  private underWay = 0;
  private writing: Promise<unknown> | undefined;
  groups = 0;

  constructor(log: EventLog, about: () => Pick<ArrivalGroup, 'model' | 'featureSet'>, onFailure: () => void) {
    this.log = log;
    this.about = about;
    this.onFailure = onFailure;
  }

  /** How many are not durable yet. */
  get length(): number {
    return this.waiting.length + this.underWay;
  }

  /** Resolves when it is durable. @throws STORE_UNAVAILABLE, OVERLOADED: it is not written, and never will be */
  add(arrival: NewArrival | undefined, quarantined?: QuarantinedArrival): Promise<void> {
    const durable = new Promise<void>((resolve, reject) => {
      this.waiting.push({ arrival, quarantined, resolve, reject });
    });
    this.draining ??= this.drain();
    return durable;
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    while (this.draining !== undefined) await this.draining;
  }

  /** Resolves when the group that is on its way is durable, or refused. */
  async turn(): Promise<void> {
    await this.writing?.catch(() => undefined);
  }

  private async drain(): Promise<void> {
    // Whoever is on the way already joins the first group.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, LARGEST_GROUP);
      this.underWay = group.length;
      try {
        const writing = this.log.append({
          arrivals: group.flatMap(({ arrival }) => (arrival === undefined ? [] : [arrival])),
          quarantined: group.flatMap(({ quarantined }) => (quarantined === undefined ? [] : [quarantined])),
          ...this.about(),
        });
        this.writing = writing;
        const outcome = await writing;
        if (outcome === 'moved-on') {
          throw new ProbityError(
            'OVERLOADED',
            'another process recorded transactions meanwhile; the state is made again',
          );
        }
        this.groups += 1;
        for (const { resolve } of group) resolve();
      } catch (error) {
        const refused = [...group, ...this.waiting.splice(0)];
        this.onFailure();
        for (const { reject } of refused) reject(error);
      }
      this.underWay = 0;
      this.writing = undefined;
    }
    this.draining = undefined;
  }
}
