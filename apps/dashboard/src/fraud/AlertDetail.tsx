import { Button } from '@mantine/core';
import type { TransactionItem } from '@probity/contract';
import type { Explanation } from '@probity/domain';
import { useQuery } from '@tanstack/react-query';
import { transactionQuery } from '../api/queries.js';
import { ReasonList } from '../assessment/ReasonList.js';
import { formatNumber, formatPercent, formatSigned } from '../format/format-number.js';
import { formatTime } from '../format/format-time.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { AnswerBadge } from './AnswerBadge.js';
import { HistoryTimeline } from './HistoryTimeline.js';
import { amountWords, payerOf, placeOf } from './transaction-words.js';

interface AlertDetailProps {
  readonly item: TransactionItem;
  /** What else is known of the place: decisions that the page holds. */
  readonly atPlace: readonly TransactionItem[];
  readonly label: boolean | undefined;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onLabel: (isFraud: boolean) => void;
}

/** One transaction: what it was, why it was answered so, what came before, and what it turned out to be. */
export function AlertDetail({ item, atPlace, label, isBusy, error, onLabel }: AlertDetailProps) {
  const detail = useQuery(transactionQuery(item.id));
  const earlier = (detail.data?.history ?? []).filter((one): one is TransactionItem => !('erased' in one));
  const explanation =
    detail.data !== undefined && 'explanation' in detail.data.transaction
      ? detail.data.transaction.explanation
      : item.explanation;
  const [payer, place] = [payerOf(item), placeOf(item)];
  return (
    <section className="card alert-detail" aria-label="Transaction">
      <header>
        <div>
          <h2>{amountWords(item)}</h2>
          <p className="muted">
            {formatTime(item.at)} · {item.id}
          </p>
        </div>
        <AnswerBadge answer={item.answer} size="md" />
      </header>
      <dl className="alert-facts">
        <Fact
          name="Risk of fraud"
          value={item.riskScore === null ? 'no model could say' : formatPercent(item.riskScore)}
        />
        {item.reviewFrom !== undefined && <Fact name="Review from" value={formatPercent(item.reviewFrom)} />}
        {item.blockFrom !== undefined && <Fact name="Block from" value={formatPercent(item.blockFrom)} />}
        {item.context !== undefined && <Fact name="Context" value={item.context} />}
        {Object.entries(item.event.values).map(([name, value]) =>
          name === 'amount' || name === 'fraud' || value === null ? null : (
            <Fact key={name} name={name.charAt(0).toUpperCase() + name.slice(1)} value={shown(value)} />
          ),
        )}
      </dl>
      {item.cause !== undefined && <p role="note">{item.cause}</p>}
      <h3>Why</h3>
      {item.answer === 'allow' ? (
        <p className="muted">It was allowed: its risk lies below the cut-off, so no reasons were worked out.</p>
      ) : (
        <ReasonList reasons={item.reasons} />
      )}
      {explanation !== undefined && <Contributions explanation={explanation} />}
      <fieldset className="alert-verdict" aria-label="What it turned out to be">
        <Button
          color="red"
          className="alert-fraud"
          variant={label === true ? 'filled' : 'outline'}
          disabled={isBusy}
          onClick={() => onLabel(true)}
          aria-pressed={label === true}
        >
          Fraud <kbd>f</kbd>
        </Button>
        <Button
          variant={label === false ? 'filled' : 'outline'}
          disabled={isBusy}
          onClick={() => onLabel(false)}
          aria-pressed={label === false}
        >
          Genuine <kbd>u</kbd>
        </Button>
        <span className="muted" aria-live="polite">
          {label === undefined
            ? 'No label yet'
            : `Labelled ${label ? 'fraud' : 'genuine'}: features see it once the label delay has passed`}
        </span>
      </fieldset>
      {error !== null && error !== undefined && <ErrorNotice error={error} />}
      {detail.isError && <ErrorNotice error={detail.error} onRetry={() => void detail.refetch()} />}
      {payer !== undefined && (
        <HistoryTimeline title={`Recent payments of ${payer.join(' ')}`} items={earlier} current={item} />
      )}
      {place !== undefined && (
        <HistoryTimeline title={`Recent payments at ${place.join(' ')}`} items={atPlace} current={item} />
      )}
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function shown(value: string | number | boolean): string {
  if (typeof value === 'number') return formatNumber(value);
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}

/** All shares of the margin, largest first: they add up to it exactly. */
function Contributions({ explanation }: { readonly explanation: Explanation }) {
  const { baseline, margin, contributions } = explanation;
  const sorted = [...contributions].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  return (
    <details className="alert-contributions">
      <summary>
        All {contributions.length} contributions: {formatSigned(baseline, 2)} of the average payment come to{' '}
        {formatSigned(margin, 2)}
      </summary>
      <div className="table-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col" className="number">
                Value
              </th>
              <th scope="col" className="number">
                Log-odds
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.map(({ feature, label, value, contribution }) => (
              <tr key={feature}>
                <th scope="row">{label}</th>
                <td className="number">{value === null ? 'not known' : shown(value)}</td>
                <td className="number">{formatSigned(contribution, 3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
