import { useWidth } from '../charts/use-width.js';
import type { CountingUnit, MinuteCount } from './count-minutes.js';

const HEIGHT = 92;
const ANSWERS = ['block', 'review', 'allow'] as const;
const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' });

interface MinuteBarsProps {
  readonly minutes: readonly MinuteCount[];
  readonly unit: CountingUnit;
  /** Words for the end of the last minute. */
  readonly end: string;
}

/** Decisions a minute, or longer unit, by answer; the newest on the right. */
export function MinuteBars({ minutes, unit, end }: MinuteBarsProps) {
  const [box, width] = useWidth<HTMLElement>(900);
  const total = (minute: MinuteCount) => minute.allow + minute.review + minute.block;
  const nameOf = (from: number) => (unit.words === 'minute' ? hour : day).format(from);
  const most = Math.max(1, ...minutes.map(total));
  const step = width / minutes.length;
  const alerts = minutes.reduce((sum, { review, block }) => sum + review + block, 0);
  const all = minutes.reduce((sum, minute) => sum + total(minute), 0);
  // Few alerts among many payments would be too thin to see: each bar's alerts have a pixel or two at least.
  const heightOf = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * HEIGHT));
  return (
    <figure className="minute-bars" ref={box}>
      <svg
        width="100%"
        height={HEIGHT + 2}
        role="img"
        aria-label={`${all} decisions in ${minutes.length} ${unit.words}s, ${alerts} of them alerts; at most ${most} a ${unit.words}`}
      >
        {minutes.map((minute, index) => {
          let top = HEIGHT + 1;
          return ANSWERS.map((answer) => {
            const height = heightOf(minute[answer]);
            top -= height;
            return (
              <rect
                key={`${minute.from}-${answer}`}
                data-answer={answer}
                x={index * step + 1}
                y={Math.max(0, top)}
                width={Math.max(1, step - 2)}
                height={height}
              >
                <title>{`${nameOf(minute.from)}: ${minute.allow} allowed, ${minute.review} to review, ${minute.block} blocked`}</title>
              </rect>
            );
          });
        })}
        <line x1="0" x2="100%" y1={HEIGHT + 1.5} y2={HEIGHT + 1.5} />
      </svg>
      <figcaption>
        <span>{nameOf(minutes[0]?.from ?? 0)}</span>
        <span>
          at most {most} {unit.words === 'hour' ? 'an' : 'a'} {unit.words}
        </span>
        <span>{end}</span>
      </figcaption>
    </figure>
  );
}
