import type { DatasetHash, ModelHash } from '@probity/domain';
import type { ValidationSettings } from '../validation-settings.js';
import type { ReportSection, VerdictLight } from './report-section.js';

/** Which model a report is about. */
export interface ValidatedModel {
  readonly name?: string;
  readonly version?: number;
  readonly hash: ModelHash;
  /** Reference of the policy whose cut-offs were used; default the bundle's own. */
  readonly policy?: string;
}

/** A validation, whole: plain JSON, the same bytes for the same model, data, settings and seed. */
export interface ValidationReport {
  readonly kind: 'validation';
  readonly formatVersion: 1;
  readonly libraryVersion: string;
  readonly model: ValidatedModel & { readonly learner: string; readonly trainedOn: DatasetHash };
  readonly data: {
    readonly basis: 'sample' | 'out-of-fold' | 'none';
    readonly dataset: DatasetHash | null;
    readonly rows: number;
    readonly bads: number;
  };
  readonly settings: ValidationSettings;
  readonly seed: number;
  /** The worst light of all sections, and how many of each there are. */
  readonly verdict: {
    readonly light: VerdictLight;
    readonly sentence: string;
    readonly counts: Readonly<Record<VerdictLight | 'notAssessed', number>>;
  };
  readonly sections: readonly ReportSection[];
}

const SENTENCES: Readonly<Record<VerdictLight, string>> = {
  green: 'Nothing found that speaks against the model in what was assessed.',
  amber: 'Usable with remarks: see the amber sections.',
  red: 'Findings that must be settled, or accepted by name, before the model is used.',
  none: 'Nothing could be judged.',
};

/** The verdict that sections add up to. */
export function judge(sections: readonly ReportSection[]): ValidationReport['verdict'] {
  const counts = { green: 0, amber: 0, red: 0, none: 0, notAssessed: 0 };
  for (const section of sections) counts[section.status === 'assessed' ? section.light : 'notAssessed'] += 1;
  const light: VerdictLight = counts.red > 0 ? 'red' : counts.amber > 0 ? 'amber' : counts.green > 0 ? 'green' : 'none';
  return { light, sentence: SENTENCES[light], counts };
}

/** As JSON carries it: what is no number becomes null, what is undefined is left out. */
export function carryable<Value>(value: Value): Value {
  if (typeof value === 'number') return (Number.isFinite(value) ? value : null) as Value;
  if (Array.isArray(value)) return value.map(carryable) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, carryable(member)]),
  ) as Value;
}
