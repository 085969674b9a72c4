import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useEffect, useMemo, useState } from 'react';
import { fetchNotice } from '../api/api-client.js';
import { CopyButton } from '../assessment/CopyButton.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { keepSender, readSender } from './notice-sender.js';

interface NoticeDialogProps {
  readonly decisionId: string;
  readonly onClose: () => void;
}

const fields = [
  ['creditor', 'Creditor', 'Example Bank'],
  ['address', 'Its address', '1 High Street, Anytown'],
  ['contact', 'How to reach a person there', '0800 000 000'],
  ['agency', 'Supervising agency, where one must be named', ''],
] as const;

/** Writes the adverse-action notice of a decision: asks who sends it, shows its text, and gives the page to print. */
export function NoticeDialog({ decisionId, onClose }: NoticeDialogProps) {
  const [sender, setSender] = useState(readSender);
  const write = useMutation({ mutationFn: () => fetchNotice(decisionId, sender) });
  const html = write.data?.due === true ? write.data.html : undefined;
  const page = useMemo(
    () => (html === undefined ? undefined : URL.createObjectURL(new Blob([html], { type: 'text/html' }))),
    [html],
  );
  useEffect(() => () => (page === undefined ? undefined : URL.revokeObjectURL(page)), [page]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    keepSender(sender);
    write.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={<b>Adverse-action notice</b>}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className="notice-form" onSubmit={submit}>
        <p className="muted">
          The reasons are those that were recorded with the decision. The applicant’s name is left open, to be filled in
          on the page; what you leave empty stays open too.
        </p>
        {fields.map(([name, label, example]) => (
          <TextInput
            key={name}
            label={label}
            placeholder={example}
            value={sender[name]}
            maxLength={1000}
            onChange={(event) => setSender({ ...sender, [name]: event.currentTarget.value })}
            {...(name === 'creditor' ? { 'data-autofocus': true } : {})}
          />
        ))}
        <Button type="submit" loading={write.isPending}>
          Write the notice
        </Button>
        {write.isError && <ErrorNotice error={write.error} />}
      </form>
      <div aria-live="polite">
        {write.data?.due === false && <p className="notice">No notice is due: {write.data.reason}.</p>}
        {write.data?.due === true && page !== undefined && (
          <>
            <pre className="notice-text">{write.data.text}</pre>
            <p className="notice-actions">
              <a href={page} target="_blank" rel="noreferrer">
                Open the page, to print
              </a>
              <span>
                Copy the text <CopyButton text={write.data.text} label="Copy the text of the notice" />
              </span>
            </p>
          </>
        )}
      </div>
    </Modal>
  );
}
