import { canonicalJson, type JsonValue, selectTableRows } from '@probity/domain';
import {
  countSharedRows,
  renderValidationReport,
  type ValidationReport,
  type ValidationSettings,
  validateModel,
} from '@probity/validation';
import { beforeAll, describe, expect, it } from 'vitest';
import { context, fitBundle, modelHash, simulateLoans } from './fixture/simulated-loans.js';

const training = simulateLoans({ rows: 3000, seed: 1 });
const held = simulateLoans({ rows: 3000, seed: 2 });
const bundle = fitBundle(training, held);
const settings: ValidationSettings = {
  segments: ['purpose', 'age'],
  exposure: 'amount',
  money: { goodGain: 0.08, badCost: 0.45, currency: 'EUR' },
  badTime: 'defaulted',
  statuses: ['status1', 'status2', 'status3'],
  monotone: { income: -1, debt: 1 },
  resamples: 40,
};

function validate(sample = simulateLoans({ rows: 4000, seed: 3 }), more: Partial<ValidationSettings> = {}) {
  return validateModel(
    { name: 'loans', version: 2, hash: modelHash, bundle },
    { training, sample },
    { ...settings, ...more },
    context,
  );
}

function sectionOf(report: ValidationReport, id: string) {
  const section = report.sections.find((candidate) => candidate.id === id);
  if (section === undefined) throw new Error(`no section ${id}`);
  return section;
}

function lightOf(report: ValidationReport, id: string): string {
  const section = sectionOf(report, id);
  return section.status === 'assessed' ? section.light : section.status;
}

function tableOf(report: ValidationReport, section: string, id: string) {
  const found = sectionOf(report, section);
  const blocks = found.status === 'assessed' ? found.blocks : [];
  const table = blocks.find((block) => block.kind === 'table' && block.id === id);
  if (table?.kind !== 'table') throw new Error(`no table ${id}`);
  return table;
}

describe('the validation of a model on a sample like its training data', () => {
  let report: ValidationReport;
  beforeAll(async () => {
    report = await validate();
  });

  it('has every section that issue asks for, assessed or not assessed with a reason', () => {
    expect(report.sections.map(({ id }) => id)).toEqual([
      'data',
      'seal',
      'discrimination',
      'benchmarks',
      'calibration',
      'grades',
      'out-of-time',
      'segments',
      'stability',
      'gains',
      'profit',
      'weak-spots',
      'sensitivity',
      'monotonicity',
      'vintages',
      'roll-rates',
      'fairness',
      'explanation',
    ]);
    for (const section of report.sections) {
      if (section.status === 'not assessed') expect(section.reason.length).toBeGreaterThan(10);
    }
  });

  it('finds nothing against a model that is right', () => {
    for (const id of [
      'data',
      'discrimination',
      'benchmarks',
      'calibration',
      'segments',
      'stability',
      'weak-spots',
      'monotonicity',
    ]) {
      expect([id, lightOf(report, id)]).toEqual([id, 'green']);
    }
  });

  it('compares vintages at equal age and follows accounts from status to status, where columns allow', () => {
    const vintages = tableOf(report, 'vintages', 'vintages');
    expect(vintages.rows).toHaveLength(10);
    // Loans of the mth thirty days go bad 40 + 20 m days after they were made: the first vintage is bad at 3 months, the last is not.
    const atThree = vintages.columns.findIndex(({ label }) => label === '3 months');
    expect(vintages.rows[0]?.[atThree]).toBeGreaterThan(0.1);
    expect(vintages.rows.at(-1)?.[atThree]).toBe(0);
    const rolls = tableOf(report, 'roll-rates', 'roll-rates');
    expect(rolls.rows.map(([status]) => status)).toEqual(['0', '1', '2']);
    for (const [, , ...shares] of rolls.rows) {
      expect((shares as number[]).reduce((total, share) => total + share, 0)).toBeCloseTo(1, 10);
    }
  });

  it('is JSON, and the same bytes again', async () => {
    const bytes = canonicalJson(report as unknown as JsonValue);
    expect(canonicalJson((await validate()) as unknown as JsonValue)).toBe(bytes);
    expect(JSON.parse(bytes)).toEqual(report);
  });

  it('becomes one page without script or outside parts, the same bytes again', () => {
    const html = renderValidationReport(report);
    expect(renderValidationReport(report)).toBe(html);
    expect(html).not.toMatch(/<script|<link|<img|https?:\/\/(?!www\.w3\.org)/);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
    for (const { id } of report.sections) expect(html).toContain(`id="${id}"`);
  });
});

describe('the validation finds what was planted', () => {
  it('a downturn: calibration red, grades red', async () => {
    const report = await validate(simulateLoans({ rows: 4000, seed: 4, shift: 0.8 }));
    expect([lightOf(report, 'calibration'), lightOf(report, 'grades'), report.verdict.light]).toEqual([
      'red',
      'red',
      'red',
    ]);
    // Everybody is off alike: no slice is worse than the rest.
    expect(lightOf(report, 'weak-spots')).toBe('green');
  });

  it('a slice with more bads than predicted: named, and nothing else first', async () => {
    const report = await validate(simulateLoans({ rows: 6000, seed: 5, trap: 1.5 }));
    const first = tableOf(report, 'weak-spots', 'weak-spots').rows[0];
    expect(String(first?.[0])).toMatch(/age ≤ .* and purpose = car|purpose = car and age ≤/);
    expect(first?.[1]).toBe('underestimates');
  });

  it('incomes that have moved: CSI red for income alone', async () => {
    const report = await validate(simulateLoans({ rows: 4000, seed: 6, incomeFactor: 1.4 }));
    const table = tableOf(report, 'stability', 'csi');
    const lights = Object.fromEntries(table.rows.map((row, index) => [row[0], table.lights?.[index]]));
    expect(lights).toMatchObject({ income: 'red', age: 'green', debt: 'green', purpose: 'green' });
  });

  it('a stated direction that the model breaks: red, with a row to look at', async () => {
    const report = await validate(undefined, { monotone: { income: 1 } });
    expect(lightOf(report, 'monotonicity')).toBe('red');
    const row = tableOf(report, 'monotonicity', 'monotonicity').rows.find(([name]) => name === 'income');
    expect(row?.[6]).toBeGreaterThan(0);
    expect(row?.[7]).toBeGreaterThanOrEqual(1);
  });

  it('rows of the training data in the sample are counted', () => {
    const few = { ...training, table: selectTableRows(training.table, Uint32Array.from([5, 7, 2999])) };
    expect([countSharedRows(training, few), countSharedRows(training, held)]).toEqual([3, 0]);
  });
});

describe('the validation says what it could not assess', () => {
  it('without a time, segments, statuses or training data', async () => {
    const plain = simulateLoans({ rows: 500, seed: 8 });
    const timeless = {
      ...plain.schema,
      columns: plain.schema.columns.map((column) =>
        column.role === 'time' ? { ...column, role: 'excluded' as const } : column,
      ),
    };
    const report = await validateModel(
      { hash: modelHash, bundle },
      { sample: { ...plain, schema: timeless } },
      { resamples: 20 },
      context,
    );
    const reasons = Object.fromEntries(
      report.sections.flatMap((section) => (section.status === 'not assessed' ? [[section.id, section.reason]] : [])),
    );
    expect(reasons['out-of-time']).toContain('no time column');
    expect(reasons['segments']).toContain('no segment column');
    expect(reasons['roll-rates']).toContain('statuses');
    expect(reasons['vintages']).toContain('no time column');
    expect(reasons['benchmarks']).toContain('training data are not at hand');
    expect(reasons['seal']).toContain('not sealed');
    expect(renderValidationReport(report)).toContain('<strong>Not assessed:</strong> no segment column was named');
  });

  it('with too few bads', async () => {
    const report = await validate(simulateLoans({ rows: 60, seed: 9 }));
    expect(sectionOf(report, 'weak-spots').status).toBe('not assessed');
  });

  it('refuses the training data as an independent sample', async () => {
    await expect(validate(training)).rejects.toThrow('3000 of the 3000 rows stand in the training data');
  });
});

describe('the page', () => {
  it('escapes what comes from data', async () => {
    const report = await validate();
    const evil = { ...report, model: { ...report.model, name: '<script>alert(1)</script>' } };
    expect(renderValidationReport(evil)).not.toContain('<script>');
  });
});
