import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KnownIds } from '../../src/online/known-ids.js';

it('never says of a known id that it is new', () => {
  const name = fc.string({ unit: 'binary', maxLength: 20 });
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name), { maxLength: 200 }), fc.nat(1_000), (known, expected) => {
      const ids = new KnownIds(expected);
      for (const [source, id] of known) ids.add(source, id);
      for (const [source, id] of known) expect(ids.mayHold(source, id)).toBe(true);
      expect(ids.count).toBe(known.length);
    }),
  );
});

it('takes few new ids for known ones, also when many more come than it was made for', () => {
  const ids = new KnownIds(0);
  const taken = () => {
    let count = 0;
    for (let i = 0; i < 20_000; i++) if (ids.mayHold('transactions', `new-${i}`)) count += 1;
    return count / 20_000;
  };
  for (let i = 0; i < 500_000; i++) {
    ids.add('transactions', `t-${i}`);
    if (i % 100_000 === 99_999) expect(taken(), `${i + 1} ids`).toBeLessThan(0.004);
  }
  for (let i = 0; i < 500_000; i += 997) expect(ids.mayHold('transactions', `t-${i}`)).toBe(true);
});
