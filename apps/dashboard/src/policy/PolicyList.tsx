import { Button, TextInput } from '@mantine/core';
import type { PoliciesResponse, StoredPolicyResponse } from '@probity/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { actorField, useActor } from '../api/acting-as.js';
import { postPolicyStep } from '../api/api-client.js';
import { formatPercent } from '../format/format-number.js';
import { formatTime } from '../format/format-time.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';

const eventWords: Readonly<Record<StoredPolicyResponse['events'][number]['kind'], string>> = {
  'policy-drafted': 'drafted',
  'policy-proposed': 'proposed',
  'policy-approved': 'approved',
  'policy-rejected': 'rejected',
  'policy-live': 'made live',
  'policy-rolled-back': 'rolled back to',
};

/** What may be done with a policy in each state: the step, and its words. */
const steps: Readonly<Record<StoredPolicyResponse['state'], readonly (readonly [step: string, words: string])[]>> = {
  draft: [['propose', 'Propose']],
  proposed: [
    ['approve', 'Approve'],
    ['reject', 'Reject'],
  ],
  approved: [['activate', 'Make live']],
  live: [],
  rejected: [],
  retired: [['rollback', 'Roll back to this']],
};

interface PolicyListProps {
  readonly policies: PoliciesResponse;
  /** Id of the one that is worked on, or `own`. */
  readonly base: string;
}

/** Every policy of the model with who did what and when, and what may be done next. */
export function PolicyList({ policies: { policies, live, own, model }, base }: PolicyListProps) {
  const actor = useActor();
  const [note, setNote] = useState('');
  const queryClient = useQueryClient();
  const take = useMutation({
    mutationFn: ({ id, step }: { readonly id: string; readonly step: string }) =>
      postPolicyStep(id, step, {
        ...actorField(actor),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
        ...(id === 'own' ? { model: `${model.name}@${model.version}` } : {}),
      }),
    onSuccess: () => setNote(''),
    onSettled: () => Promise.all(['policies', 'form'].map((key) => queryClient.invalidateQueries({ queryKey: [key] }))),
  });
  return (
    <section className="card" aria-labelledby="policies-title">
      <h2 id="policies-title">From draft to live</h2>
      <TextInput
        label="Note"
        placeholder="Why, in a sentence; names no applicant"
        value={note}
        maxLength={2000}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {take.isError && <ErrorNotice error={take.error} />}
      <ol className="policy-list">
        {policies.map((policy) => (
          <li key={policy.id} data-state={policy.state}>
            <div className="policy-list-head">
              <Link
                to="/policy"
                search={(before) => ({ ...modelOf(before), base: policy.id })}
                aria-current={base === policy.id || undefined}
              >
                Version {policy.version}
              </Link>
              <span className="policy-state">{policy.state}</span>
              <span className="muted">
                approve below {formatPercent(policy.policy.approveBelow)}, decline from{' '}
                {formatPercent(policy.policy.declineFrom)}
                {policy.backtest === null && ', not back-tested'}
              </span>
            </div>
            <ol className="policy-events">
              {policy.events.map(({ kind, actor: by, at, note: words, sequence }) => (
                <li key={sequence}>
                  <time dateTime={at}>{formatTime(at)}</time> {eventWords[kind]} by <b>{by.name}</b>
                  {by.identifiedBy === 'declared' && <span className="muted"> (declared)</span>}
                  {words !== undefined && <q>{words}</q>}
                </li>
              ))}
            </ol>
            <div className="policy-steps">
              {steps[policy.state].map(([step, words]) => (
                <Button
                  key={step}
                  size="xs"
                  variant={step === 'reject' ? 'default' : 'filled'}
                  loading={take.isPending && take.variables.id === policy.id && take.variables.step === step}
                  onClick={() => take.mutate({ id: policy.id, step })}
                >
                  {words}
                </Button>
              ))}
            </div>
          </li>
        ))}
        <li data-state={live === null ? 'live' : 'own'}>
          <div className="policy-list-head">
            <Link
              to="/policy"
              search={(before) => ({ ...modelOf(before), base: 'own' })}
              aria-current={base === 'own' || undefined}
            >
              The bundle’s own
            </Link>
            <span className="policy-state">{live === null ? 'live' : 'in the model'}</span>
            <span className="muted">
              approve below {formatPercent(own.policy.approveBelow)}, decline from{' '}
              {formatPercent(own.policy.declineFrom)}
            </span>
          </div>
          {live !== null && (
            <div className="policy-steps">
              <Button size="xs" onClick={() => take.mutate({ id: 'own', step: 'rollback' })}>
                Roll back to this
              </Button>
            </div>
          )}
        </li>
      </ol>
    </section>
  );
}

function modelOf({ model }: { readonly model?: string }): { readonly model?: string } {
  return model === undefined ? {} : { model };
}
