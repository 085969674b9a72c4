import type { Explanation, FieldValue } from '@probity/domain';

/** One step of the chart, from `from` to `to` on the log-odds axis. */
export interface WaterfallStep {
  readonly key: string;
  readonly kind: 'baseline' | 'feature' | 'others' | 'margin';
  readonly label: string;
  readonly value?: FieldValue;
  /** Log-odds added by this step; for baseline and margin the log-odds themselves. */
  readonly amount: number;
  readonly from: number;
  readonly to: number;
}

export interface WaterfallLayout {
  readonly steps: readonly WaterfallStep[];
  /** The axis: every `from` and `to` lies within. */
  readonly low: number;
  readonly high: number;
}

/** As many single factors as a person still reads; the rest is one step. */
export const MOST_STEPS = 10;

/** What is explained, in words. */
export type ScoredSubject = 'application' | 'company';

/**
 * Steps from the baseline to the margin: the strongest factors first, whatever their direction, then all others as one.
 *
 * The last step is what is left to the margin, so the steps end on it exactly even where the sum rounds.
 */
export function layOutWaterfall(
  explanation: Explanation,
  most = MOST_STEPS,
  subject: ScoredSubject = 'application',
): WaterfallLayout {
  const { baseline, margin, contributions } = explanation;
  const ranked = [...contributions].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  // A single left-over factor is shown by name: "1 other factor" would take the same room.
  const shown = ranked.slice(0, ranked.length === most + 1 ? ranked.length : most);
  const others = ranked.slice(shown.length);

  let at = baseline;
  const features = shown.map((share): WaterfallStep => {
    const from = at;
    at += share.contribution;
    const { feature, label, value, contribution } = share;
    return { key: feature, kind: 'feature', label, value, amount: contribution, from, to: at };
  });
  const start: WaterfallStep = {
    key: '(baseline)',
    kind: 'baseline',
    label: `Average ${subject}`,
    amount: baseline,
    from: baseline,
    to: baseline,
  };
  const rest: WaterfallStep[] =
    others.length === 0
      ? []
      : [
          {
            key: '(others)',
            kind: 'others',
            label: `${others.length} other factors`,
            amount: others.reduce((sum, share) => sum + share.contribution, 0),
            from: at,
            to: margin,
          },
        ];
  const end: WaterfallStep = {
    key: '(margin)',
    kind: 'margin',
    label: `This ${subject}`,
    amount: margin,
    from: margin,
    to: margin,
  };

  const steps = [start, ...features, ...rest, end];
  const ends = steps.flatMap((step) => [step.from, step.to]);
  return { steps, low: Math.min(...ends), high: Math.max(...ends) };
}
