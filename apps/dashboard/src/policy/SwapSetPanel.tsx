import type { CreditPolicy } from '@probity/domain';
import { compareSwapSet, type HistoryRow, type MoneyEstimate, type SwapGroup } from '@probity/scoring';
import { useMemo } from 'react';
import { formatFigure } from '../format/format-figure.js';
import { formatNumber, formatPercent } from '../format/format-number.js';
import { byScoreAlone } from './sample-history.js';

interface SwapSetPanelProps {
  readonly history: readonly HistoryRow[];
  readonly policy: CreditPolicy;
  readonly live: CreditPolicy;
}

/** Who would change sides against the live policy, and what that is worth. */
export function SwapSetPanel({ history, policy, live }: SwapSetPanelProps) {
  const swap = useMemo(
    () => compareSwapSet(byScoreAlone(live), byScoreAlone(policy), history),
    [history, policy, live],
  );
  const groups: readonly (readonly [string, SwapGroup])[] = [
    ['Both approve', swap.bothApprove],
    ['Swapped in', swap.swappedIn],
    ['Swapped out', swap.swappedOut],
    ['Neither', swap.neither],
  ];
  const isSure = swap.gain.interval !== null && (swap.gain.interval[0] > 0 || swap.gain.interval[1] < 0);
  return (
    <section className="card" aria-labelledby="swap-title">
      <h2 id="swap-title">Against the live policy</h2>
      <p className="swap-gain">
        <b data-testid="gain">{signed(swap.gain.amount)}</b>{' '}
        {swap.swappedIn.rows + swap.swappedOut.rows === 0
          ? 'Nobody changes sides.'
          : `profit ${intervalWords(swap.gain)}`}
        {swap.gain.amount !== 0 && !isSure && '; chance alone may do this'}
      </p>
      <div className="table-scroll">
        <table className="policy-table">
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Rows</th>
              <th scope="col">Bad rate</th>
              <th scope="col">Profit</th>
              <th scope="col">Expected</th>
            </tr>
          </thead>
          <tbody>
            {groups.map(([name, { rows, known, badRate, profit, expectedProfit }]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{formatNumber(rows)}</td>
                <td>
                  {badRate.rate === null ? (rows === 0 ? '–' : 'not identified') : formatPercent(badRate.rate)}
                  {badRate.interval !== null && (
                    <small>{badRate.interval.map((end) => formatPercent(end)).join(' – ')}</small>
                  )}
                </td>
                <td>
                  {known === 0 ? (rows === 0 ? '–' : 'not identified') : formatFigure(profit.amount, 'money')}
                  {profit.interval !== null && known > 0 && <small>{intervalWords(profit)}</small>}
                </td>
                <td>{formatFigure(expectedProfit, 'money')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {swap.notAssessed.map(({ what, why }) => (
        <p key={what} className="muted">
          Not assessed: {what}: {why}.
        </p>
      ))}
      {swap.gainBounds[0] !== swap.gainBounds[1] && (
        <p className="muted">
          Whatever the unknown outcomes are, the gain lies between {signed(swap.gainBounds[0])} and{' '}
          {signed(swap.gainBounds[1])}.
        </p>
      )}
    </section>
  );
}

function intervalWords({ interval }: MoneyEstimate): string {
  return interval === null ? '' : `(${interval.map((end) => formatFigure(end, 'money')).join(' to ')})`;
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${formatFigure(value, 'money')}`;
}
