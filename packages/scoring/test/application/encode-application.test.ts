import type { DatasetSchema } from '@probity/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createApplicationEncoder } from '../../src/application/encode-application.js';
import { parseIsoDate } from '../../src/application/encode-field.js';

const schema: DatasetSchema = {
  formatVersion: 1,
  badValue: '1',
  columns: [
    { name: 'loan', kind: 'id', role: 'id' },
    { name: 'income', kind: 'numeric', role: 'feature', minimum: 0, specialCodes: ['-9'] },
    { name: 'children', kind: 'integer', role: 'feature', maximum: 20 },
    { name: 'owner', kind: 'boolean', role: 'feature' },
    { name: 'purpose', kind: 'category', role: 'feature', levels: ['car', 'home'] },
    { name: 'since', kind: 'date', role: 'feature', minimum: '1950-01-01' },
    { name: 'sex', kind: 'category', role: 'protected' },
    { name: 'bad', kind: 'integer', role: 'target' },
  ],
};
const features = [
  { name: 'income', kind: 'numeric' },
  { name: 'children', kind: 'numeric' },
  { name: 'owner', kind: 'numeric' },
  { name: 'purpose', kind: 'category', levels: ['car', 'home'] },
  { name: 'since', kind: 'numeric' },
] as const;
const encode = createApplicationEncoder(schema, features);
const complete = { income: 52_000, children: 2, owner: true, purpose: 'home', since: '1970-01-03' };

const codeOf = (application: unknown): string => {
  try {
    encode(application);
    return 'accepted';
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as { details: { field?: string } }).details.field ?? ''}`.trim();
  }
};

describe('an application is checked and encoded', () => {
  it('encodes each kind in the order of the model’s features', () => {
    expect([...encode(complete).row]).toEqual([52_000, 2, 1, 1, 2]);
  });

  it('takes null for what is not known, and records it', () => {
    const { row, application } = encode({ ...complete, income: null });
    expect(row[0]).toBeNaN();
    expect(application['income']).toBeNull();
  });

  it('takes columns that are not features without scoring them', () => {
    const { row, application } = encode({ ...complete, loan: 'L-1', sex: 'f' });
    expect([...row]).toEqual([...encode(complete).row]);
    expect(application).toMatchObject({ loan: 'L-1', sex: 'f' });
  });

  it('counts a value that the model never saw as missing, and says so', () => {
    const { row, warnings } = encode({ ...complete, purpose: 'yacht' });
    expect(row[3]).toBeNaN();
    expect(warnings).toEqual(['`purpose` holds a value the model never saw; it counts as not known.']);
  });

  it('records −0 as 0, so that a replay from JSON has the same bits', () => {
    expect(Object.is(encode({ ...complete, income: -0 }).application['income'], 0)).toBe(true);
  });

  it.each([
    [[complete], 'BODY_INVALID application'],
    [null, 'BODY_INVALID application'],
    [{ ...complete, Income2: 1 }, 'UNKNOWN_FIELD Income2'],
    [{ ...complete, bad: 1 }, 'UNKNOWN_FIELD bad'],
    [JSON.parse('{"__proto__": {"income": 1}}'), 'UNKNOWN_FIELD __proto__'],
    [{ income: 1 }, 'MISSING_FIELD children'],
    [{ ...complete, income: '52000' }, 'WRONG_TYPE income'],
    [{ ...complete, income: Number.POSITIVE_INFINITY }, 'VALUE_OUT_OF_RANGE income'],
    [{ ...complete, income: 1e300 }, 'VALUE_OUT_OF_RANGE income'],
    [{ ...complete, income: -1 }, 'VALUE_OUT_OF_RANGE income'],
    [{ ...complete, children: 1.5 }, 'WRONG_TYPE children'],
    [{ ...complete, children: 21 }, 'VALUE_OUT_OF_RANGE children'],
    [{ ...complete, owner: 1 }, 'WRONG_TYPE owner'],
    [{ ...complete, purpose: 3 }, 'WRONG_TYPE purpose'],
    [{ ...complete, since: '1970-02-31' }, 'WRONG_TYPE since'],
    [{ ...complete, since: '1949-12-31' }, 'VALUE_OUT_OF_RANGE since'],
  ])('refuses %j with %s', (application, code) => {
    expect(codeOf(application)).toBe(code);
  });

  it('suggests the name that was meant', () => {
    expect(() => encode({ ...complete, Chil_dren: 1 })).toThrow('did you mean `children`?');
  });

  it('never throws anything but a coded error, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }),
        fc.constantFrom(...Object.keys(complete)),
        (junk, field) => {
          for (const application of [junk, { ...complete, [field]: junk }])
            expect(codeOf(application)).not.toMatch(/^undefined/);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads ISO dates as days since 1970', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (day) => {
        expect(parseIsoDate(new Date(day * 86_400_000).toISOString().slice(0, 10))).toBe(day);
      }),
    );
  });
});
