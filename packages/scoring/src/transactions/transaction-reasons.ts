import type { Contribution, Explanation, FieldValue, Reason } from '@probity/domain';
import type { FeatureDefinition } from '@probity/features';
import type { Feature, Model } from '@probity/learn';
import type { TransactionInput, TransactionRules } from './transaction-rules.js';

/** As many as a person reads. */
const MOST_REASONS = 4;

/**
 * Exact shares of a transaction's margin, and the ones that raised it most as sentences.
 *
 * @param row the model's inputs, NaN = missing
 * @param labels words for each input, in the model's order
 */
export function explainTransaction(
  model: Model,
  row: Float64Array,
  margin: number,
  labels: readonly string[],
  rules: TransactionRules,
): { readonly reasons: readonly Reason[]; readonly explanation: Explanation } {
  const shares = new Float64Array(row.length);
  const baseline = model.explain(row, shares);
  const definitions = new Map(rules.featureSet.features.map((definition) => [definition.name, definition]));
  const contributions: Contribution[] = model.features.map((feature, index) => ({
    feature: feature.name,
    label: labels[index] ?? feature.name,
    value: shownValue(feature, row[index] ?? Number.NaN),
    contribution: shares[index] ?? 0,
  }));
  const reasons = contributions
    .map((share, index) => ({ share, index }))
    .filter(({ share }) => share.contribution > 0)
    .sort((a, b) => b.share.contribution - a.share.contribution || a.index - b.index)
    .slice(0, MOST_REASONS)
    .map(({ share, index }): Reason => {
      const { feature, label, value, contribution } = share;
      const input = rules.inputs[index];
      const usual = rules.usual[index] ?? null;
      return { feature, text: reasonText(label, value, usual, input, definitions.get(feature)), contribution };
    });
  return { reasons, explanation: { baseline, margin, contributions } };
}

function shownValue(feature: Feature, value: number): number | string | null {
  if (Number.isNaN(value)) return null;
  return feature.kind === 'category' ? (feature.levels?.[value] ?? null) : value;
}

/** Words for a reason: the value, what it is, and what is usual of genuine transactions. */
function reasonText(
  label: string,
  value: FieldValue,
  usual: number | null,
  input: TransactionInput | undefined,
  definition: FeatureDefinition | undefined,
): string {
  if (value === null) return `${capital(label)}: not known`;
  if (typeof value !== 'number') return `${capital(label)}: ${value}`;
  if (input?.from === 'night') return value === 1 ? 'It happened at night' : 'It did not happen at night';
  if (input?.from === 'weekend') return value === 1 ? 'It happened on a weekend' : 'It happened on a working day';
  if (input?.from === 'hour') return `It happened between ${value}:00 and ${value + 1}:00`;
  const shown = shownNumber(value, definition);
  const norm = usual === null ? '' : `; usual is ${shownNumber(usual, definition)}`;
  const counts =
    definition !== undefined &&
    definition.comparison === undefined &&
    (definition.aggregate === 'count' || definition.aggregate === 'distinct') &&
    !/^(number|count) /i.test(label);
  return counts ? `${shown} ${label}${norm}` : `${capital(label)}: ${shown}${norm}`;
}

/** Shares in per cent, ratios as multiples, stretches of time in the unit a person would choose, else two digits that count. */
function shownNumber(value: number, definition: FeatureDefinition | undefined): string {
  if (definition?.comparison?.kind === 'own-value-ratio' || definition?.comparison?.kind === 'habit-ratio') {
    return `${digits(value)} times`;
  }
  const { aggregate, comparison } = definition ?? {};
  if (comparison === undefined && (aggregate === 'share' || aggregate === 'hour-share')) return percent(value);
  if (comparison === undefined && aggregate === 'mean' && value >= 0 && value <= 1 && definition?.of === 'fraud') {
    return percent(value);
  }
  if (aggregate === 'recency') return duration(value);
  return digits(value);
}

function percent(share: number): string {
  return `${digits(100 * share)}\u00a0%`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${digits(seconds)} s`;
  if (seconds < 5400) return `${digits(seconds / 60)} min`;
  return seconds < 172_800 ? `${digits(seconds / 3600)} h` : `${digits(seconds / 86_400)} days`;
}

/** Whole from 100 on, else at most two digits after the point; thousands apart. */
function digits(value: number): string {
  const size = Math.abs(value);
  const places = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  const scale = 10 ** places;
  const rounded = Math.round(value * scale) / scale;
  const [whole = '0', fraction] = Math.abs(rounded).toFixed(places).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const tail = (fraction ?? '').replace(/0+$/, '');
  return `${rounded < 0 ? '-' : ''}${grouped}${tail === '' ? '' : `.${tail}`}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
