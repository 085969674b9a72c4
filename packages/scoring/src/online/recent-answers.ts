/** An id that was seen, and what it was answered. */
export interface RecentAnswer {
  /** Content as it was sent last. */
  content: string;
  /** Every entity that any version of it has named: what looks for one of them must find all versions. */
  entities: readonly string[];
  /** JSON of the decision. */
  readonly decision: string;
  /** Resolves when the decision is durable; undefined once it is. */
  durable: Promise<void> | undefined;
}

/**
 * The latest answers by id, so that what is sent again costs no look into the log.
 *
 * Two generations, the older let go as a whole: letting go of the first of a map, one at a time, walks over all that
 * went before it.
 */
export class RecentAnswers {
  private readonly perGeneration: number;
  private young = new Map<string, RecentAnswer>();
  private old = new Map<string, RecentAnswer>();

  /** @param most so many are held, and at least half as many, beside those that are not durable yet */
  constructor(most: number) {
    this.perGeneration = Math.max(1, Math.floor(most / 2));
  }

  find(source: string, id: string): RecentAnswer | undefined {
    const name = `${source}\n${id}`;
    return this.young.get(name) ?? this.old.get(name);
  }

  add(source: string, id: string, answer: RecentAnswer): void {
    if (this.young.size >= this.perGeneration) this.grow();
    this.young.set(`${source}\n${id}`, answer);
  }

  clear(): void {
    this.young = new Map();
    this.old = new Map();
  }

  private grow(): void {
    const leaving = this.old;
    this.old = this.young;
    this.young = new Map();
    // One that is not durable yet must stay: nothing else knows of it.
    for (const [name, answer] of leaving) {
      if (answer.durable !== undefined && !this.old.has(name)) this.young.set(name, answer);
    }
  }
}
