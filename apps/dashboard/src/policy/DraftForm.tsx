import { Button, Textarea } from '@mantine/core';
import type { NewPolicyRequest } from '@probity/contract';
import type { CreditPolicy } from '@probity/domain';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { actorField, useActor } from '../api/acting-as.js';
import { postPolicy } from '../api/api-client.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';

interface DraftFormProps {
  readonly model: string;
  readonly policy: CreditPolicy;
  /** Whether anything differs from the policy it started from. */
  readonly isChanged: boolean;
}

/** Keeps what was tried as a draft, or proposes it. */
export function DraftForm({ model, policy, isChanged }: DraftFormProps) {
  const actor = useActor();
  const [note, setNote] = useState('');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const send = useMutation({
    mutationFn: (propose: boolean) =>
      postPolicy({
        model,
        policy: policy as NewPolicyRequest['policy'],
        propose,
        ...actorField(actor),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      }),
    onSuccess: async ({ id }) => {
      setNote('');
      await queryClient.invalidateQueries({ queryKey: ['policies'] });
      await navigate({ to: '/policy', search: { model, base: id }, resetScroll: false });
    },
  });
  return (
    <section className="card draft-form" aria-labelledby="draft-title">
      <h2 id="draft-title">Keep what you tried</h2>
      <Textarea
        label="Why"
        placeholder="What this change is for; names no applicant"
        autosize
        minRows={2}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {send.isError && <ErrorNotice error={send.error} />}
      <div className="policy-steps">
        <Button disabled={!isChanged} loading={send.isPending} onClick={() => send.mutate(true)}>
          Propose
        </Button>
        <Button variant="default" disabled={!isChanged || send.isPending} onClick={() => send.mutate(false)}>
          Keep as a draft
        </Button>
      </div>
      <p className="muted">
        {isChanged
          ? 'Another person must approve it before it can be made live.'
          : 'Move a cut-off first: this is the policy as it stands.'}
      </p>
    </section>
  );
}
