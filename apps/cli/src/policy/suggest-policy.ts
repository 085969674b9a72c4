import { type CreditPolicy, type HardRule, type PolicyExposure, ProbityError } from '@probity/domain';
import {
  type ChosenCutOffs,
  type CutOffStrategy,
  chooseCutOffs,
  createCreditPolicy,
  evenBands,
  type HistoryRow,
  suggestGrid,
} from '@probity/scoring';
import { type EconomicsOptions, economicsFrom } from '../shared-options.js';
import { stated } from '../stated.js';
import { readJson } from './policy-source.js';

export const STRATEGIES = ['break-even', 'profit', 'approval-rate', 'bad-rate'] as const;

export interface SuggestSettings extends EconomicsOptions {
  readonly by: (typeof STRATEGIES)[number];
  readonly target?: number;
  readonly referRate?: number;
  readonly exposure?: string;
  readonly typical?: number;
  readonly currency?: string;
  readonly rules?: string;
  readonly borderline?: number;
  readonly largestLimit?: number;
  readonly bandsOf?: string;
  readonly bands?: number;
  readonly bandMultiple?: number;
  readonly largestLoss?: number;
  readonly targetReturn?: number;
  readonly roundTo?: number;
}

/** The policy in force with the figures that were asked for; cut-offs and grid are chosen afterwards. */
export function basisOf(current: CreditPolicy, settings: SuggestSettings): CreditPolicy {
  const { exposure: field, typical, currency, rules, borderline } = settings;
  const economics = economicsFrom(settings, current.economics);
  const exposure: PolicyExposure | undefined =
    field === undefined && typical === undefined && currency === undefined
      ? current.exposure
      : {
          typical: typical ?? current.exposure?.typical ?? 1,
          ...stated({ field, currency }),
        };
  const { offers: _offers, ...kept } = current;
  return {
    ...kept,
    ...createCreditPolicy(economics, current.points, current.grades),
    ...(exposure === undefined ? {} : { exposure }),
    ...(rules === undefined ? {} : { rules: readJson(rules) as readonly HardRule[] }),
    ...(borderline === undefined ? {} : { referral: { ...current.referral, borderlineWidth: borderline } }),
  };
}

/** Chooses cut-offs and, where a largest limit is named, prices and limits. @throws INVALID_ARGUMENT, TOO_FEW_ROWS */
export function suggestPolicy(
  basis: CreditPolicy,
  history: readonly HistoryRow[],
  settings: SuggestSettings,
): { readonly policy: CreditPolicy; readonly chosen: ChosenCutOffs } {
  const chosen = chooseCutOffs(history, basis.economics, strategyOf(settings));
  const policy = { ...basis, approveBelow: chosen.approveBelow, declineFrom: chosen.declineFrom };
  const { largestLimit, bandsOf, bands = 4, bandMultiple, largestLoss, targetReturn, roundTo } = settings;
  if (largestLimit === undefined) return { policy, chosen };
  const columns =
    bandsOf === undefined
      ? { bands: [{ label: 'any', upTo: null }] }
      : { bandField: bandsOf, bands: evenBands(history, bandsOf, bands) };
  const offers = suggestGrid(policy, history, columns, {
    largestLimit,
    ...stated({ bandMultiple, largestExpectedLoss: largestLoss, targetReturn, roundTo }),
  });
  return { policy: { ...policy, offers }, chosen };
}

function strategyOf({ by, target, referRate }: SuggestSettings): CutOffStrategy {
  if (by === 'break-even' || by === 'profit') return { by };
  if (target === undefined) {
    throw new ProbityError('INVALID_ARGUMENT', `\`--by ${by}\` needs \`--target\`, a share from 0 to 1`, {
      field: '--target',
    });
  }
  return { by, target, ...stated({ referRate }) };
}
