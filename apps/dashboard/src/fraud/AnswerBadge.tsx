import type { TransactionAnswer } from '@probity/contract';
import { IconCircleCheck, IconCircleX, IconUserSearch } from '@tabler/icons-react';

/** Colour, shape and word together: whoever cannot tell the colours apart reads the rest. */
const answers = {
  allow: { word: 'Allow', icon: IconCircleCheck, outcome: 'approve' },
  review: { word: 'Review', icon: IconUserSearch, outcome: 'refer' },
  block: { word: 'Block', icon: IconCircleX, outcome: 'decline' },
} as const satisfies Record<TransactionAnswer, unknown>;

/** What was answered. */
export function AnswerBadge({
  answer,
  size = 'sm',
}: {
  readonly answer: TransactionAnswer;
  readonly size?: 'sm' | 'md';
}) {
  const { word, icon: Icon, outcome } = answers[answer];
  return (
    <span className="outcome-badge" data-outcome={outcome} data-size={size}>
      <Icon size={size === 'sm' ? 15 : 22} stroke={1.9} aria-hidden="true" />
      {word}
    </span>
  );
}
