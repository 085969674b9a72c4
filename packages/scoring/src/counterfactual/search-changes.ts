import type { MarginFloor } from '@probity/learn';
import type { CandidateValue } from './candidate-values.js';

/** One value for each changed feature. */
export type Choice = ReadonlyMap<number, CandidateValue>;

export interface ChangeProblem {
  readonly row: Float64Array;
  /** One list per feature, cheapest first; empty where the feature cannot change. */
  readonly candidates: readonly (readonly CandidateValue[])[];
  /** Most features changed at once, 1 to 3. */
  readonly mostChanges: number;
  readonly margin: (row: Float64Array) => number;
  /** Whether a margin is low enough; if one is, every lower one is. */
  readonly reaches: (margin: number) => boolean;
  /** The last word, asked only where the margin is low enough: whether the engine decides as wished. */
  readonly accepts: (choice: Choice) => boolean;
  readonly floor: MarginFloor | undefined;
}

export interface FoundChange {
  readonly choice: Choice;
  readonly cost: number;
}

export interface ChangeSearch {
  readonly best: FoundChange | undefined;
  /** Whether every cheaper combination was tried or ruled out. */
  readonly isProven: boolean;
}

/** What may still be spent, in margins; shared by searches that belong together. */
export interface SearchBudget {
  left: number;
}

/** A bound walks down both sides of some splits, so it costs more than a margin. */
const FLOOR_PRICE = 3;

/** Thrown and caught in here: the budget is a limit, not an error of the caller. */
class BudgetSpent extends Error {}

/**
 * The cheapest combination of changes with which the margin is low enough, and whether it is proved to be the cheapest.
 *
 * A greedy walk gives a first answer. Then sets of one, two, three features are gone through by cost, values cheapest first;
 * a branch is cut where it cannot be cheaper than the best so far, or where the model's lower bound says that no choice of
 * the values still open can reach the goal. When the budget is spent the best so far is returned, not proved.
 *
 * @param banned features that must stay
 */
export function searchChanges(problem: ChangeProblem, banned: ReadonlySet<number>, budget: SearchBudget): ChangeSearch {
  const search = new BranchAndBound(problem, banned, budget);
  try {
    search.startGreedily();
    search.goThroughAll();
    return { best: search.best, isProven: true };
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return { best: search.best, isProven: false };
  }
}

class BranchAndBound {
  best: FoundChange | undefined;
  readonly #problem: ChangeProblem;
  readonly #budget: SearchBudget;
  readonly #row: Float64Array;
  readonly #free: Uint8Array;
  readonly #movable: readonly number[];
  readonly #chosen = new Map<number, CandidateValue>();

  constructor(problem: ChangeProblem, banned: ReadonlySet<number>, budget: SearchBudget) {
    this.#problem = problem;
    this.#budget = budget;
    this.#row = problem.row.slice();
    this.#free = new Uint8Array(problem.row.length);
    this.#movable = problem.candidates.flatMap((list, feature) =>
      list.length > 0 && !banned.has(feature) ? [feature] : [],
    );
  }

  /** Takes the change that lowers the margin most, up to as many as allowed, then makes each as cheap as it can be. */
  startGreedily(): void {
    const { candidates, mostChanges, reaches } = this.#problem;
    for (let step = 0; step < mostChanges; step++) {
      let lowest = Infinity;
      let taken: { feature: number; candidate: CandidateValue } | undefined;
      for (const feature of this.#movable) {
        if (this.#chosen.has(feature)) continue;
        for (const candidate of candidates[feature] ?? []) {
          const margin = this.#marginWith(feature, candidate);
          if (margin >= lowest) continue;
          lowest = margin;
          taken = { feature, candidate };
        }
      }
      if (taken === undefined) break;
      this.#set(taken.feature, taken.candidate);
      if (reaches(lowest) && this.#offer()) break;
    }
    if (this.best !== undefined) this.#cheapen();
    for (const feature of [...this.#chosen.keys()]) this.#unset(feature);
  }

  goThroughAll(): void {
    for (let size = 1; size <= this.#problem.mostChanges; size++) {
      const sets = this.#setsOf(size);
      for (const { features, least } of sets) {
        if (this.#isTooDear(least)) break;
        if (this.#isOutOfReach(features)) continue;
        this.#descend(features, 0, 0);
      }
    }
  }

  /** All sets of that many features, by the least that they can cost. */
  #setsOf(size: number): { features: readonly number[]; least: number }[] {
    const sets: { features: readonly number[]; least: number }[] = [];
    const extend = (chosen: readonly number[], from: number, least: number): void => {
      if (this.#isTooDear(least)) return;
      if (chosen.length === size) {
        sets.push({ features: chosen, least });
        return;
      }
      for (let next = from; next < this.#movable.length; next++) {
        const feature = this.#movable[next] ?? 0;
        extend([...chosen, feature], next + 1, least + this.#cheapest(feature));
      }
    };
    extend([], 0, 0);
    return sets.sort((a, b) => a.least - b.least);
  }

  #descend(features: readonly number[], depth: number, cost: number): void {
    const feature = features[depth] ?? 0;
    const rest = features.slice(depth + 1);
    const restLeast = rest.reduce((sum, next) => sum + this.#cheapest(next), 0);
    for (const candidate of this.#problem.candidates[feature] ?? []) {
      const soFar = cost + candidate.cost;
      if (this.#isTooDear(soFar + restLeast)) break;
      this.#set(feature, candidate);
      if (rest.length > 0) {
        if (!this.#isOutOfReach(rest)) this.#descend(features, depth + 1, soFar);
      } else if (this.#problem.reaches(this.#margin())) this.#offer();
      this.#unset(feature);
    }
  }

  /** For each changed feature the cheapest value that still does. */
  #cheapen(): void {
    for (const feature of [...this.#chosen.keys()]) {
      const own = this.#chosen.get(feature);
      for (const candidate of this.#problem.candidates[feature] ?? []) {
        if (own === undefined || candidate.cost >= own.cost) break;
        this.#set(feature, candidate);
        if (this.#problem.reaches(this.#margin()) && this.#offer()) break;
        this.#set(feature, own);
      }
    }
  }

  /** Takes the present choice as the best if the engine agrees and it is cheaper. */
  #offer(): boolean {
    let cost = 0;
    for (const candidate of this.#chosen.values()) cost += candidate.cost;
    if (this.#isTooDear(cost)) return false;
    this.#spend(1);
    const choice = new Map(this.#chosen);
    if (!this.#problem.accepts(choice)) return false;
    this.best = { choice, cost };
    return true;
  }

  #isOutOfReach(open: readonly number[]): boolean {
    const { floor, reaches } = this.#problem;
    if (floor === undefined) return false;
    this.#spend(FLOOR_PRICE);
    for (const feature of open) this.#free[feature] = 1;
    const lowest = floor(this.#row, this.#free);
    for (const feature of open) this.#free[feature] = 0;
    return !reaches(lowest);
  }

  #isTooDear(cost: number): boolean {
    return this.best !== undefined && cost >= this.best.cost - 1e-12;
  }

  #cheapest(feature: number): number {
    return this.#problem.candidates[feature]?.[0]?.cost ?? Infinity;
  }

  #marginWith(feature: number, candidate: CandidateValue): number {
    const before = this.#row[feature] ?? 0;
    this.#row[feature] = candidate.encoded;
    const margin = this.#margin();
    this.#row[feature] = before;
    return margin;
  }

  #margin(): number {
    this.#spend(1);
    return this.#problem.margin(this.#row);
  }

  #set(feature: number, candidate: CandidateValue): void {
    this.#row[feature] = candidate.encoded;
    this.#chosen.set(feature, candidate);
  }

  #unset(feature: number): void {
    this.#row[feature] = this.#problem.row[feature] ?? 0;
    this.#chosen.delete(feature);
  }

  #spend(price: number): void {
    this.#budget.left -= price;
    if (this.#budget.left < 0) throw new BudgetSpent();
  }
}
