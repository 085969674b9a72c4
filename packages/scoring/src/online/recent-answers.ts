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

/** The latest answers by id, so that what is sent again costs no look into the log. */
export class RecentAnswers {
  private readonly most: number;
  private answers = new Map<string, RecentAnswer>();

  constructor(most: number) {
    this.most = most;
  }

  find(source: string, id: string): RecentAnswer | undefined {
    return this.answers.get(`${source}\n${id}`);
  }

  add(source: string, id: string, answer: RecentAnswer): void {
    this.answers.set(`${source}\n${id}`, answer);
    if (this.answers.size <= this.most) return;
    for (const [name, { durable }] of this.answers) {
      // One that is not durable yet must stay: nothing else knows of it. The oldest are durable first.
      if (this.answers.size <= this.most || durable !== undefined) break;
      this.answers.delete(name);
    }
  }

  clear(): void {
    this.answers = new Map();
  }
}
