import type { VerdictLight } from '@probity/validation';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconMinus } from '@tabler/icons-react';

/** Colour, shape and word together, as everywhere. */
const lights = {
  green: { word: 'good', icon: IconCircleCheck },
  amber: { word: 'look', icon: IconAlertTriangle },
  red: { word: 'bad', icon: IconCircleX },
  none: { word: 'no verdict', icon: IconMinus },
} as const satisfies Record<VerdictLight, unknown>;

export function VerdictMark({ light }: { readonly light: VerdictLight }) {
  const { word, icon: Icon } = lights[light];
  return (
    <span className="verdict-mark" data-light={light}>
      <Icon size={15} stroke={2} aria-hidden="true" />
      {word}
    </span>
  );
}
