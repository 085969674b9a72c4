import type { Random } from '@probity/numerics';
import { WeightedTable } from '../draw/weighted-table.js';
import type { PlannedTransaction, Stage } from './planned-transaction.js';

interface Teller {
  readonly weight: number;
  readonly tell: (stage: Stage, random: Random) => PlannedTransaction[];
}

/** A payment of a story with what it belongs to. */
export interface StoryTransaction extends PlannedTransaction {
  /** Which kind of story: 1 for the first of the tellers. */
  readonly kind: number;
  readonly episode: number;
}

/**
 * Tells stories until they hold as many payments as wanted, to the row: the last is cut short. Payments after the end of the world
 * are left out.
 */
export function planStories(
  tellers: readonly Teller[],
  stage: Stage,
  random: Random,
  wanted: number,
): StoryTransaction[] {
  const planned: StoryTransaction[] = [];
  const kinds = new WeightedTable(Float64Array.from(tellers, ({ weight }) => weight));
  const order = random.fork('kinds');
  for (let episode = 0; planned.length < wanted; episode++) {
    const kind = kinds.draw(order);
    for (const payment of tellers[kind].tell(stage, random.fork(episode))) {
      if (payment.second < stage.seconds && planned.length < wanted)
        planned.push({ ...payment, kind: kind + 1, episode });
    }
  }
  return planned.sort((a, b) => a.second - b.second);
}
