import type { BinRange, Feature } from '@probity/learn';
import { formatNumber } from '../format/format-number.js';

/** Words for the values a bin takes. Edges are shown with all digits that matter: they are what is decided on. */
export function binWords(
  range: BinRange,
  feature: Feature,
  labelOf: (level: string) => string = (level) => level,
): string {
  switch (range.kind) {
    case 'interval':
      if (range.above === undefined) return range.upTo === undefined ? 'any number' : `≤ ${formatNumber(range.upTo)}`;
      return range.upTo === undefined
        ? `> ${formatNumber(range.above)}`
        : `> ${formatNumber(range.above)} to ${formatNumber(range.upTo)}`;
    case 'levels':
      return range.levels.map(labelOf).join(', ');
    case 'special':
      return `code ${range.codes.map((code) => (typeof code === 'number' && feature.kind === 'category' ? (feature.levels?.[code] ?? code) : code)).join(', ')}`;
    case 'missing':
      return 'missing';
  }
}
