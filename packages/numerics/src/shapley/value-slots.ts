import type { ShapleyTrees } from './shapley-trees.js';

/** How a value stands in a slot, so that a split decides by one comparison or one bit. */
export type SlotForm = 'missing-right' | 'missing-left' | 'level';

const FORMS: readonly SlotForm[] = ['missing-right', 'missing-left', 'level'];

/** A feature's value in the form that some splits need. */
export interface ValueSlot {
  readonly feature: number;
  readonly form: SlotForm;
  readonly levelCount: number;
}

/** The slots that splits of an ensemble need, each once. */
export class SlotTable {
  readonly slots: ValueSlot[] = [];
  readonly #levelCounts: Uint32Array;
  readonly #numbers = new Map<number, number>();

  constructor(levelCounts: Uint32Array) {
    this.#levelCounts = levelCounts;
  }

  /** The number of the slot that a split looks at. */
  slotOf({ splitFeatures, categoryStarts, missingGoesLeft }: ShapleyTrees, node: number): number {
    const feature = splitFeatures[node];
    const isCategory = categoryStarts[node] >= 0;
    const form = isCategory ? 'level' : missingGoesLeft[node] === 1 ? 'missing-left' : 'missing-right';
    const key = 3 * feature + FORMS.indexOf(form);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.slots.length);
    return this.slots.push({ feature, form, levelCount: this.#levelCounts[feature] }) - 1;
  }
}

/** What stands in a slot for a value. NaN is at or below no threshold, -∞ at or below all. */
export function slotValue({ form, levelCount }: ValueSlot, value: number): number {
  if (form === 'missing-right') return value;
  if (form === 'missing-left') return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  // Missing and what is no level has the bit after the last level's.
  return value >= 0 && value < levelCount && Math.floor(value) === value ? value : levelCount;
}
