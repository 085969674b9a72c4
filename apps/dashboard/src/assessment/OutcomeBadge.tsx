import './outcome-badge.css';
import type { Outcome } from '@probity/domain';
import { IconCircleCheck, IconCircleX, IconUserSearch } from '@tabler/icons-react';

/** Colour, shape and word together: whoever cannot tell the colours apart reads the rest. */
const outcomes = {
  approve: { word: 'Approve', icon: IconCircleCheck },
  refer: { word: 'Refer to a person', icon: IconUserSearch },
  decline: { word: 'Decline', icon: IconCircleX },
} as const satisfies Record<Outcome, unknown>;

export function OutcomeBadge({ outcome, size = 'md' }: { readonly outcome: Outcome; readonly size?: 'sm' | 'md' }) {
  const { word, icon: Icon } = outcomes[outcome];
  return (
    <span className="outcome-badge" data-outcome={outcome} data-size={size}>
      <Icon size={size === 'sm' ? 15 : 22} stroke={1.9} aria-hidden="true" />
      {size === 'sm' ? word.split(' ')[0] : word}
    </span>
  );
}
