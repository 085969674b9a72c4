import type { BinRange, Feature } from '@probity/learn';

/** Words for the values a bin takes: "≤ 30", "30 < … ≤ 45", "> 45", "car, radio", "code -7", "missing". */
export function labelBin(range: BinRange, feature: Feature): string {
  switch (range.kind) {
    case 'interval':
      if (range.above === undefined) return range.upTo === undefined ? 'any number' : `≤ ${range.upTo}`;
      return range.upTo === undefined ? `> ${range.above}` : `${range.above} < … ≤ ${range.upTo}`;
    case 'levels':
      return range.levels.join(', ');
    case 'special':
      return `code ${range.codes.map((code) => (typeof code === 'number' && feature.kind === 'category' ? (feature.levels?.[code] ?? '') : code)).join(', ')}`;
    case 'missing':
      return 'missing';
  }
}
