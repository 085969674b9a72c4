/**
 * Collects what arrives while a batch is being written into the next batch, so that many callers share one commit.
 *
 * @param write writes a batch in order and gives one result for each
 */
export class GroupCommit<Item, Result> {
  private readonly write: (batch: readonly Item[]) => Promise<readonly Result[]>;
  private readonly sizeOf: (item: Item) => number;
  private waiting: { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }[] = [];
  private draining: Promise<void> | undefined;

  constructor(write: (batch: readonly Item[]) => Promise<readonly Result[]>, sizeOf: (item: Item) => number) {
    this.write = write;
    this.sizeOf = sizeOf;
  }

  /** Resolves when the item's batch is committed. */
  add(item: Item): Promise<Result> {
    const result = new Promise<Result>((resolve, reject) => this.waiting.push({ item, resolve, reject }));
    this.draining ??= this.drain();
    return result;
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    while (this.draining !== undefined) await this.draining;
  }

  private async drain(): Promise<void> {
    // One turn of the event loop lets callers that are already on their way join the first batch.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.takeBatch();
      try {
        const results = await this.write(batch.map(({ item }) => item));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.draining = undefined;
  }

  private takeBatch() {
    let bytes = 0;
    let count = 0;
    while (count < this.waiting.length && count < LARGEST_BATCH) {
      bytes += this.sizeOf((this.waiting[count] as { item: Item }).item);
      if (count > 0 && bytes > LARGEST_BATCH_BYTES) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }
}

/** Larger batches gain nothing measurable and make the last caller wait. */
const LARGEST_BATCH = 500;
const LARGEST_BATCH_BYTES = 8_000_000;
