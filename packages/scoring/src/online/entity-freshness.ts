/** What is known of an entity as such. */
export interface EntityRecord {
  /** Events that named it, since it was first seen. */
  readonly events: number;
  /** Time of the latest event: milliseconds since 1970-01-01 UTC. */
  readonly lastAt: number;
  /** Number of the last arrival that named it. */
  readonly lastSequence: number;
}

/** Counts and times of entities: what a look-up says beside the features. */
export class EntityFreshness {
  private readonly records = new Map<string, { events: number; lastAt: number; lastSequence: number }>();

  /** Takes a new event. @param entities as `terminal=17` */
  observe(entities: readonly string[], at: number, sequence: number): void {
    for (const entity of entities) {
      const record = this.records.get(entity);
      if (record === undefined) this.records.set(entity, { events: 1, lastAt: at, lastSequence: sequence });
      else {
        record.events += 1;
        if (at > record.lastAt) record.lastAt = at;
        record.lastSequence = sequence;
      }
    }
  }

  find(entity: string): EntityRecord | undefined {
    return this.records.get(entity);
  }

  /** Lets go of entities without an event at or after this moment. */
  evict(before: number): void {
    for (const [entity, { lastAt }] of this.records) if (lastAt < before) this.records.delete(entity);
  }

  get size(): number {
    return this.records.size;
  }

  toJson(): readonly (readonly [string, number, number, number])[] {
    return Array.from(this.records, ([entity, { events, lastAt, lastSequence }]) => [
      entity,
      events,
      lastAt,
      lastSequence,
    ]);
  }

  static fromJson(rows: readonly (readonly [string, number, number, number])[]): EntityFreshness {
    const freshness = new EntityFreshness();
    for (const [entity, events, lastAt, lastSequence] of rows) {
      freshness.records.set(entity, { events, lastAt, lastSequence });
    }
    return freshness;
  }
}
