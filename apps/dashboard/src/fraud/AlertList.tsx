import type { TransactionItem } from '@probity/contract';
import type { RefObject } from 'react';
import { formatPercent } from '../format/format-number.js';
import { formatShortTime } from '../format/format-time.js';
import { AnswerBadge } from './AnswerBadge.js';
import { amountWords, payerOf, placeOf } from './transaction-words.js';

interface AlertListProps {
  readonly items: readonly TransactionItem[];
  readonly open: TransactionItem | undefined;
  readonly labels: ReadonlyMap<string, boolean>;
  readonly list: RefObject<HTMLOListElement | null>;
  readonly onSelect: (item: TransactionItem) => void;
}

/** One line a transaction, newest first. */
export function AlertList({ items, open, labels, list, onSelect }: AlertListProps) {
  return (
    <ol ref={list} className="alert-list">
      {items.map((item) => {
        const label = labels.get(item.id);
        return (
          <li key={item.sequence}>
            <button
              type="button"
              className="alert-row"
              data-sequence={item.sequence}
              aria-current={item.sequence === open?.sequence || undefined}
              onClick={() => onSelect(item)}
            >
              <AnswerBadge answer={item.answer} />
              <span className="alert-amount">{amountWords(item)}</span>
              <span className="alert-score">
                {item.riskScore === null ? 'no score' : formatPercent(item.riskScore)}
              </span>
              <span className="alert-who">
                {[payerOf(item), placeOf(item)]
                  .flatMap((part) => (part === undefined ? [] : part.join(' ')))
                  .join(' · ')}
              </span>
              <time dateTime={item.at}>{formatShortTime(item.at)}</time>
              <span className="alert-reason">{item.reasons[0]?.text ?? item.cause ?? ''}</span>
              {label !== undefined && <span className="alert-label">{label ? 'fraud' : 'genuine'}</span>}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
