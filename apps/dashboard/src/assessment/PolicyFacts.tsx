import './policy-facts.css';
import type { Assessment } from '@probity/domain';
import { IconGavel, IconTag } from '@tabler/icons-react';
import { formatNumber, formatPercent } from '../format/format-number.js';

/** Why the decision is not what the score alone would give, and what is offered. Nothing where there is neither. */
export function PolicyFacts({ assessment }: { readonly assessment: Assessment }) {
  const { causes = [], offer } = assessment;
  if (causes.length === 0 && offer === undefined) return null;
  const unit = offer?.currency === undefined ? '' : ` ${offer.currency}`;
  return (
    <ul className="policy-facts">
      {causes.map(({ kind, rule, text }) => (
        <li key={`${kind} ${rule ?? ''}`}>
          <IconGavel size={16} stroke={1.8} aria-hidden="true" />
          <span>{text}</span>
        </li>
      ))}
      {offer !== undefined && (
        <li>
          <IconTag size={16} stroke={1.8} aria-hidden="true" />
          <span>
            Offer: {formatNumber(Math.round(offer.amount))}
            {unit} of at most {formatNumber(Math.round(offer.limit))}
            {unit}, at a margin of {formatPercent(offer.margin)} over the life of the loan
          </span>
        </li>
      )}
    </ul>
  );
}
