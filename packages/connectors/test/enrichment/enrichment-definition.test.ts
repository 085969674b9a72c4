import { expect, test } from 'vitest';
import { checkEnrichment } from '../../src/enrichment/enrichment-definition.js';
import { openEnrichment } from '../../src/enrichment/open-enrichment.js';

const series = {
  kind: 'series',
  name: 's',
  file: 'f.csv',
  at: 'date',
  publishedAfter: '38d',
  columns: { rate: 'RATE' },
};
const bureau = {
  kind: 'bureau',
  name: 'b',
  url: 'https://b.example',
  by: 'id',
  fields: { score: { kind: 'integer' } },
};
const { publishedAfter: _, ...unpublished } = series;

test.each([
  [{ sources: [] }, '`sources` of the enrichment must be a list that is not empty'],
  [{ sources: [unpublished] }, '`sources[0].publishedAfter` of the enrichment must say how long after'],
  [
    { sources: [{ ...series, publishedAfter: '38 days' }] },
    '`sources[0].publishedAfter` of the enrichment must be a stretch',
  ],
  [{ sources: [series, series] }, '`sources[1].name` of the enrichment stands twice'],
  [{ sources: [series, { ...series, name: 't' }] }, '`sources[1].columns.rate` of the enrichment stands twice'],
  [{ sources: [{ ...bureau, token: 'hush-hush' }] }, '`sources[0].token` of the enrichment is not known'],
  [{ sources: [{ ...bureau, fields: {} }] }, '`sources[0].fields` of the enrichment must not be empty'],
  [
    { sources: [{ ...bureau, fields: { score: { kind: 'number' } } }] },
    '`sources[0].fields.score.kind` must be numeric',
  ],
  [{ sources: [{ kind: 'oracle' }] }, '`sources[0].kind` of the enrichment must be series, reference or bureau'],
])('%j is refused: %s', (definition, said) => {
  expect(() => checkEnrichment(definition)).toThrow(said);
});

test('an application keeps what it brings along; a figure that is too old, and a key that is not known, are told', async () => {
  const day = (text: string) => Date.parse(text) / 86_400_000;
  const table = {
    rowCount: 2,
    columns: [
      { name: 'date', kind: 'date', values: Float64Array.of(day('2020-01-01'), day('2020-02-01')) },
      { name: 'RATE', kind: 'numeric', values: Float64Array.of(3.6, 3.5) },
      { name: 'zip', kind: 'id', codes: Int32Array.of(0, 1), levels: ['1000', '2000'] },
    ],
  } as const;
  const regions = { kind: 'reference', name: 'r', file: 'r.csv', key: 'zip', columns: { region: 'RATE' } };
  const definition = checkEnrichment({ sources: [{ ...series, ageAtMost: '60d' }, regions] });
  const enrichment = await openEnrichment(definition, {
    readTable: async () => ({ table, version: 'v' }),
    environment: {},
  });
  const ask = async (application: Record<string, string | number>, moment: string) =>
    enrichment.enrichApplication(application, Date.parse(moment));

  const march = await ask({ zip: '2000' }, '2020-03-11');
  // February's figure is published 38 days after its first: on 10 March.
  expect(march.application).toEqual({ zip: '2000', rate: 3.5, region: 3.5 });
  // On that day itself nobody can tell which came first, and January's is 69 days old by then.
  expect((await ask({ zip: '2000' }, '2020-03-10')).application['rate']).toBe(null);
  expect((await ask({ zip: '2000' }, '2020-02-20')).application['rate']).toBe(3.6);
  expect((await ask({ rate: 9, region: 9 }, '2020-03-11')).parts).toEqual([]);
  expect((await ask({ zip: '1000' }, '2020-09-01')).parts[0]).toMatchObject({
    outcome: 'not-found',
    values: { rate: null },
  });
  expect((await ask({}, '2020-03-11')).parts[1]).toMatchObject({ outcome: 'fallback', cause: { code: 'key-missing' } });
});
