import { type ReportBlock, renderValidationReport, type ValidationReport } from '@probity/validation';
import { describe, expect, it } from 'vitest';

function pageOf(...blocks: readonly ReportBlock[]): string {
  const report: ValidationReport = {
    kind: 'validation',
    formatVersion: 1,
    libraryVersion: '0.0.0',
    model: { hash: 'a'.repeat(64) as never, learner: 'logistic', trainedOn: 'b'.repeat(64) as never },
    data: { basis: 'sample', dataset: null, rows: 1, bads: 1 },
    settings: {},
    seed: 1,
    verdict: { light: 'none', sentence: '', counts: { green: 0, amber: 0, red: 0, none: 1, notAssessed: 0 } },
    sections: [{ id: 'a', title: 'A', status: 'assessed', light: 'none', finding: '', blocks }],
  };
  return renderValidationReport(report);
}

const axis = { label: 'x', format: 'share' } as const;

describe('the page of a report', () => {
  it('draws a point where it belongs: left and right ends, bottom and top', () => {
    const page = pageOf({
      kind: 'chart',
      id: 'c',
      title: 'C',
      x: axis,
      y: axis,
      series: [{ name: 's', x: [0, 0.5, 1], y: [0, 1, 0.5] }],
    });
    expect(page).toContain('d="M64 254L335 12L606 133"');
    expect(page).toContain('>40 %<');
  });

  it('has one point, none, or equal values without a number that is none', () => {
    for (const y of [[], [0.3], [0, 0, 0]]) {
      const page = pageOf({
        kind: 'chart',
        id: 'c',
        title: 'C',
        x: axis,
        y: axis,
        series: [{ name: 's', x: y.map((_, i) => i), y, draw: 'points' }],
      });
      expect(page).not.toMatch(/NaN|Infinity/);
    }
  });

  it('escapes every word that may come from data', () => {
    const evil = '"><script>x</script>';
    const page = pageOf(
      { kind: 'text', text: evil },
      {
        kind: 'figures',
        title: evil,
        figures: [
          { id: evil, label: evil, value: evil, note: evil, method: evil, interval: { low: 0, high: 1, kind: evil } },
        ],
      },
      { kind: 'table', id: evil, title: evil, columns: [{ label: evil }], rows: [[evil]], note: evil, method: evil },
      {
        kind: 'chart',
        id: evil,
        title: evil,
        note: evil,
        method: evil,
        x: { label: evil, ticks: [evil] },
        y: { label: evil },
        series: [
          { name: evil, x: [0], y: [1], draw: 'points' },
          { name: evil, x: [0], y: [2] },
        ],
        marks: [{ x: 0, label: evil }],
      },
    );
    expect(page).not.toContain('<script>');
  });

  it('writes numbers as people read them, and a dash for what is missing', () => {
    const page = pageOf({
      kind: 'table',
      id: 't',
      title: 'T',
      columns: [
        { label: 'a', format: 'share' },
        { label: 'b', format: 'count' },
        { label: 'c', format: 'p-value' },
        { label: 'd', format: 'money' },
        { label: 'e' },
        { label: 'f' },
      ],
      rows: [[0.1234, 1234567, 0.00001, -9484611, 0.72114, null]],
    });
    const cells = [...page.matchAll(/<td>([^<]*)<\/td>/g)].map(([, text]) => text?.replace(/[\u202f\u00a0]/g, ' '));
    expect(cells).toEqual(['12.3 %', '1 234 567', '&lt; 0.0001', '−9 484 611', '0.7211', '–']);
  });
});
