// Rows on which an exported scorecard differs from the library, by language; see scripts/proof/scorecard.mjs.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const proof = fileURLToPath(new URL('../../scripts/proof/scorecard.mjs', import.meta.url));

export const figures = ['js', 'duckdb', 'postgresql', 'pmml', 'workbook'].map((language) => ({
  name: `scorecard-proof-${language}`,
  async measure({ quick, note }) {
    const rows = quick ? ['--rows', '20000', '--workbook-rows', '2000'] : [];
    const run = spawnSync(process.execPath, [proof, '--json', '--only', language, ...rows], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const line = run.stdout.split('\n').find((text) => text.startsWith('{'));
    if (line === undefined) throw new Error(`the proof of ${language} failed: ${run.stderr}`);
    return JSON.parse(line).results.flatMap(({ language: name, rows: count, differences, sameBits, skipped }) => {
      if (skipped !== undefined) {
        note(`${name}: skipped: ${skipped}`);
        return [];
      }
      const { points, margin, probability } = differences;
      return [
        {
          name: `scorecard-proof: ${name}`,
          ours: points + margin + probability,
          unit: 'differences',
          higherIsBetter: false,
          conditions: `${count} rows; points exactly, margin and probability within 1e-12; margin identical in every bit on ${sameBits.margin} rows, probability on ${sameBits.probability}`,
        },
      ];
    });
  },
}));
