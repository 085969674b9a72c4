import './waterfall.css';
import type { Explanation } from '@probity/domain';
import type { FormField } from '@probity/scoring';
import { type KeyboardEvent, useRef, useState } from 'react';
import { formatExact, formatSigned } from '../format/format-number.js';
import { formatValue } from '../format/format-value.js';
import { splitLabel } from '../format/split-label.js';
import { layOutWaterfall, type ScoredSubject, type WaterfallStep } from './waterfall-layout.js';

interface WaterfallProps {
  readonly explanation: Explanation;
  /** For the words of levels. */
  readonly fields?: readonly FormField[] | undefined;
  /** What is explained, in words; default application. */
  readonly subject?: ScoredSubject;
}

const PADDING_PERCENT = 2;

/**
 * From the average application to this one, factor by factor, on the log-odds axis.
 *
 * One tab stop; the arrow keys walk the rows and the line below tells the exact figures of the row in hand.
 */
export function Waterfall({ explanation, fields, subject }: WaterfallProps) {
  const { steps, low, high } = layOutWaterfall(explanation, undefined, subject);
  const [inHand, setInHand] = useState(0);
  const [isReading, setReading] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  const chosen = Math.min(inHand, steps.length - 1);

  const place = (logOdds: number) =>
    high === low ? 50 : PADDING_PERCENT + ((logOdds - low) / (high - low)) * (100 - 2 * PADDING_PERCENT);

  const onKeyDown = (event: KeyboardEvent) => {
    const target = { ArrowDown: chosen + 1, ArrowUp: chosen - 1, Home: 0, End: steps.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const next = Math.min(steps.length - 1, Math.max(0, target));
    setInHand(next);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };

  return (
    <div className="waterfall">
      <ol
        ref={list}
        onKeyDown={onKeyDown}
        onMouseLeave={() => setReading(false)}
        aria-label="Contributions to the score, in log-odds"
      >
        {steps.map((step, index) => (
          <li
            key={step.key}
            className="waterfall-row"
            data-kind={step.kind}
            data-direction={directionOf(step)}
            data-chosen={(isReading && index === chosen) || undefined}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a row is read, not pressed; one of them is the chart's tab stop
            tabIndex={index === chosen ? 0 : -1}
            aria-label={describeStep(step, fields)}
            onFocus={() => {
              setInHand(index);
              setReading(true);
            }}
            onBlur={() => setReading(false)}
            onMouseEnter={() => {
              setInHand(index);
              setReading(true);
            }}
          >
            <span className="waterfall-label" title={step.label}>
              <span>{splitLabel(step.label).text}</span>
              {step.kind === 'feature' && <small>{valueWords(step, fields)}</small>}
            </span>
            <svg className="waterfall-bar" aria-hidden="true" focusable="false">
              <Step step={step} place={place} isLast={index === steps.length - 1} />
            </svg>
            <span className="waterfall-amount">{amountOf(step)}</span>
          </li>
        ))}
      </ol>
      <p className="waterfall-readout" aria-hidden="true">
        {isReading && steps[chosen] !== undefined ? (
          describeStep(steps[chosen], fields)
        ) : (
          <span className="waterfall-legend">
            <i data-direction="up" /> raises the risk <i data-direction="down" /> lowers it
            <span className="waterfall-hint">exact figures: point at a row, or walk with ↑ ↓</span>
          </span>
        )}
      </p>
    </div>
  );
}

interface StepProps {
  readonly step: WaterfallStep;
  readonly place: (logOdds: number) => number;
  readonly isLast: boolean;
}

function Step({ step, place, isLast }: StepProps) {
  const from = place(step.from);
  const to = place(step.to);
  const connector = !isLast && <line className="waterfall-connector" x1={`${to}%`} x2={`${to}%`} y1="50%" y2="150%" />;
  if (step.kind === 'baseline' || step.kind === 'margin') {
    return (
      <>
        {connector}
        <line className="waterfall-end" x1={`${to}%`} x2={`${to}%`} y1="14%" y2="86%" />
      </>
    );
  }
  return (
    <>
      {connector}
      <rect x={`${Math.min(from, to)}%`} width={`${Math.abs(to - from)}%`} y="22%" height="56%" rx="2" />
    </>
  );
}

function directionOf(step: WaterfallStep): 'up' | 'down' | undefined {
  if (step.kind === 'baseline' || step.kind === 'margin' || step.amount === 0) return undefined;
  return step.amount > 0 ? 'up' : 'down';
}

function amountOf(step: WaterfallStep): string {
  const isEnd = step.kind === 'baseline' || step.kind === 'margin';
  return isEnd ? step.amount.toFixed(2).replace('-', '−') : formatSigned(step.amount, 2);
}

function valueWords(step: WaterfallStep, fields: readonly FormField[] | undefined): string {
  return formatValue(
    step.value,
    fields?.find((field) => field.name === step.key),
  );
}

function describeStep(step: WaterfallStep, fields: readonly FormField[] | undefined): string {
  if (step.kind === 'baseline')
    return `Starts at the ${step.label.toLowerCase()}: log-odds ${formatExact(step.amount)}`;
  if (step.kind === 'margin')
    return `Ends at ${step.label.toLowerCase()}: log-odds ${formatExact(step.amount)}, before calibration`;
  const value = step.kind === 'feature' ? `, ${valueWords(step, fields)}` : '';
  const effect = step.amount === 0 ? 'changes nothing' : step.amount > 0 ? 'raises' : 'lowers';
  const odds =
    step.amount === 0
      ? ''
      : ` the log-odds by ${formatExact(Math.abs(step.amount))} (odds × ${Math.exp(step.amount).toFixed(2)})`;
  return `${splitLabel(step.label).text}${value}: ${effect}${odds}`;
}
