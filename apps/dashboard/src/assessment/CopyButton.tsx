import { ActionIcon } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { memo, useState } from 'react';

const SHOWN_MS = 1_600;

/** Copies a text and says so for a moment. */
export const CopyButton = memo(function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await copyText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      className="copy-button"
      aria-label={isCopied ? 'Copied' : label}
      title={label}
      onClick={() => void copy()}
    >
      {isCopied ? <IconCheck size={14} stroke={2} /> : <IconCopy size={14} stroke={1.7} />}
    </ActionIcon>
  );
});

/** Pages that are neither https nor loopback have no clipboard; there it does nothing. */
export async function copyText(text: string): Promise<void> {
  await navigator.clipboard?.writeText(text).catch(() => undefined);
}
