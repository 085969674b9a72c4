import { ProbityError } from '@probity/domain';
import type { Feature } from '../matrix/feature-matrix.js';
import type { ModelParts } from '../model/model.js';
import { invalidPart, readFeatures, readList, readNumber, readObject } from '../model/read-parts.js';
import type {
  BinningCell,
  BinningTable,
  BinRange,
  ExcludedVariable,
  ExclusionReason,
  ScorecardModel,
  ScorecardVariable,
} from './scorecard.js';
import { createScorecard } from './scorecard-model.js';
import { checkScorecardSettings, type ScorecardSettings } from './scorecard-settings.js';

const KIND = 'scorecard';
const trends = ['ascending', 'descending', 'peak', 'valley', 'none'] as const;
const origins = ['optimal', 'edited', 'relaxed'] as const;
const reasons: readonly ExclusionReason[] = [
  'edited out',
  'one bin',
  'information value',
  'correlation',
  'p-value',
  'sign',
];

/**
 * A scorecard from its parts, bit for bit.
 * @throws BUNDLE_INVALID when anything in them is not as `toParts` writes it
 */
export function restoreScorecard(parts: ModelParts): ScorecardModel {
  if (parts.kind !== KIND) throw invalidPart(KIND, 'kind', `be ${KIND}`);
  const json = readObject(KIND, 'model', parts.json);
  const features = readFeatures(KIND, json['features']);
  const settings = readSettings(json['settings']);
  const variables = readList(KIND, 'variables', json['variables']).map((entry, index) =>
    readVariable(features, entry, `variables[${index}]`),
  );
  const excluded = readList(KIND, 'excluded', json['excluded']).map((entry, index) =>
    readExcluded(features, entry, `excluded[${index}]`),
  );
  const names = [...variables, ...excluded].map(({ feature }) => feature.name);
  if (new Set(names).size !== features.length || names.length !== features.length) {
    throw invalidPart(KIND, 'variables', 'be, with those excluded, one per feature');
  }
  const intercept = readNumber(KIND, 'intercept', json['intercept']);
  return createScorecard({ features, settings, scale: settings.scale, intercept, variables, excluded });
}

function readVariable(features: readonly Feature[], entry: unknown, field: string): ScorecardVariable {
  const json = readObject(KIND, field, entry);
  const binned = readBinned(features, json, field);
  return {
    ...binned,
    bins: binned.bins.map((bin, index) => {
      const { logOdds, points } = readObject(
        KIND,
        `${field}.bins[${index}]`,
        readList(KIND, field, json['bins'])[index],
      );
      return {
        ...bin,
        logOdds: readNumber(KIND, `${field}.bins[${index}].logOdds`, logOdds),
        points: readNumber(KIND, `${field}.bins[${index}].points`, points),
      };
    }),
    coefficient: readNumber(KIND, `${field}.coefficient`, json['coefficient']),
    standardError: readNullable(`${field}.standardError`, json['standardError']),
    pValue: readNullable(`${field}.pValue`, json['pValue']),
    meanLogOdds: readNumber(KIND, `${field}.meanLogOdds`, json['meanLogOdds']),
  };
}

function readExcluded(features: readonly Feature[], entry: unknown, field: string): ExcludedVariable {
  const json = readObject(KIND, field, entry);
  return { ...readBinned(features, json, field), reason: readOneOf(`${field}.reason`, json['reason'], reasons) };
}

function readBinned(features: readonly Feature[], json: Record<string, unknown>, field: string) {
  const feature = features.find(({ name }) => name === json['name']);
  if (feature === undefined) throw invalidPart(KIND, `${field}.name`, 'be the name of a feature');
  const bins = readList(KIND, `${field}.bins`, json['bins']).map((entry, index) => {
    const bin = readObject(KIND, `${field}.bins[${index}]`, entry);
    return {
      ...readCell(bin, `${field}.bins[${index}]`),
      woe: readNumber(KIND, `${field}.bins[${index}].woe`, bin['woe']),
    };
  });
  const cells = readList(KIND, `${field}.cells`, json['cells']).map((entry, index) =>
    readCell(readObject(KIND, `${field}.cells[${index}]`, entry), `${field}.cells[${index}]`),
  );
  checkRanges(feature, bins, `${field}.bins`);
  checkRanges(feature, cells, `${field}.cells`);
  const table: BinningTable = { feature, cells };
  return {
    feature,
    bins,
    table,
    trend: readOneOf(`${field}.trend`, json['trend'], trends),
    origin: readOneOf(`${field}.origin`, json['origin'], origins),
    informationValue: readNumber(KIND, `${field}.informationValue`, json['informationValue']),
  };
}

function readCell(cell: Record<string, unknown>, field: string): BinningCell {
  const goods = readNumber(KIND, `${field}.goods`, cell['goods']);
  const bads = readNumber(KIND, `${field}.bads`, cell['bads']);
  if (goods < 0 || bads < 0) throw invalidPart(KIND, field, 'hold weights ≥ 0');
  return { range: readRange(readObject(KIND, `${field}.range`, cell['range']), `${field}.range`), goods, bads };
}

function readRange(range: Record<string, unknown>, field: string): BinRange {
  const { kind, above, upTo } = range;
  if (kind === 'missing') return { kind };
  if (kind === 'interval') {
    return {
      kind,
      ...(above === undefined ? {} : { above: readNumber(KIND, `${field}.above`, above) }),
      ...(upTo === undefined ? {} : { upTo: readNumber(KIND, `${field}.upTo`, upTo) }),
    };
  }
  if (kind === 'levels') {
    const levels = readList(KIND, `${field}.levels`, range['levels']);
    if (!levels.every((level) => typeof level === 'string')) throw invalidPart(KIND, `${field}.levels`, 'be texts');
    return { kind, levels };
  }
  if (kind !== 'special') throw invalidPart(KIND, `${field}.kind`, 'be interval, levels, special or missing');
  const codes = readList(KIND, `${field}.codes`, range['codes']);
  const known = codes.every((code) => typeof code === 'string' || (typeof code === 'number' && Number.isFinite(code)));
  if (!known) throw invalidPart(KIND, `${field}.codes`, 'be numbers or texts');
  return { kind, codes: codes as (number | string)[] };
}

/** Ordinary ranges of the feature's kind, numbers without gap or overlap; missing once and last. */
function checkRanges(feature: Feature, cells: readonly BinningCell[], field: string): void {
  const ranges = cells.map(({ range }) => range);
  if (ranges.findIndex(({ kind }) => kind === 'missing') !== ranges.length - 1) {
    throw invalidPart(KIND, field, 'end with the one for missing');
  }
  const intervals = ranges.flatMap((range) => (range.kind === 'interval' ? [range] : []));
  const unwanted = feature.kind === 'numeric' ? 'levels' : 'interval';
  if (ranges.some(({ kind }) => kind === unwanted)) throw invalidPart(KIND, field, 'be of the kind of the feature');
  if (feature.kind !== 'numeric') return;
  const last = intervals.length - 1;
  const whole = intervals.every(
    ({ above, upTo }, index) =>
      (above === undefined) === (index === 0) &&
      (upTo === undefined) === (index === last) &&
      (index === 0 || above === intervals[index - 1].upTo) &&
      (above === undefined || upTo === undefined || above < upTo),
  );
  if (last < 0 || !whole) throw invalidPart(KIND, field, 'cover the line without gap or overlap');
}

function readSettings(value: unknown): ScorecardSettings {
  const settings = readObject(KIND, 'settings', value);
  for (const field of ['variables', 'edits', 'scale']) readObject(KIND, `settings.${field}`, settings[field]);
  try {
    return checkScorecardSettings('restoreScorecard', settings as Partial<ScorecardSettings>);
  } catch (error) {
    if (error instanceof ProbityError || error instanceof TypeError) {
      throw invalidPart(KIND, 'settings', `be settings of a fit (${error.message})`);
    }
    throw error;
  }
}

function readNullable(field: string, value: unknown): number | null {
  return value === null ? null : readNumber(KIND, field, value);
}

function readOneOf<T extends string>(field: string, value: unknown, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw invalidPart(KIND, field, `be one of ${choices.join(', ')}`);
  return found;
}
