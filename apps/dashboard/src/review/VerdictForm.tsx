import { Button, Textarea } from '@mantine/core';
import type { ReviewCaseResponse, ReviewsResponse } from '@probity/contract';
import { useEffect, useRef, useState } from 'react';
import { useShortcuts } from '../shell/use-shortcuts.js';
import { lackOf, type Outcome, type Reason } from './reason-choice.js';

interface VerdictFormProps {
  readonly reviewCase: ReviewCaseResponse;
  readonly reasons: ReviewsResponse['reasons'];
  readonly isBusy: boolean;
  readonly onDecide: (outcome: Outcome, reasons: readonly Reason[], note: string) => void;
  readonly onRelease: () => void;
}

/** Approve or decline with reasons: a or d, the reasons by Tab and Space, Ctrl+Enter to send. */
export function VerdictForm({ reviewCase, reasons: known, isBusy, onDecide, onRelease }: VerdictFormProps) {
  const [outcome, setOutcome] = useState<Outcome>();
  const [reasons, setReasons] = useState<readonly Reason[]>([]);
  const [note, setNote] = useState('');
  const list = useRef<HTMLFieldSetElement>(null);
  const lack = lackOf(reviewCase, { outcome, reasons, note });

  const choose = (chosen: Outcome) => {
    setOutcome(chosen);
    const isSuggested = chosen === reviewCase.suggestion;
    setReasons((before) => {
      const kept = before.filter((reason) => reason !== 'as-suggested');
      return isSuggested && kept.length === 0 ? ['as-suggested'] : kept;
    });
  };
  useEffect(() => {
    if (outcome !== undefined) list.current?.querySelector('input')?.focus();
  }, [outcome]);
  const send = () => {
    if (lack === undefined && outcome !== undefined && !isBusy) onDecide(outcome, reasons, note.trim());
  };
  useShortcuts({ a: () => choose('approve'), d: () => choose('decline'), 'mod+Enter': send });

  return (
    <form
      className="verdict-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="verdict-outcomes">
        {(['approve', 'decline'] as const).map((choice) => (
          <Button
            key={choice}
            variant={outcome === choice ? 'filled' : 'default'}
            aria-pressed={outcome === choice}
            onClick={() => choose(choice)}
          >
            {choice === 'approve' ? 'Approve' : 'Decline'} <kbd>{choice === 'approve' ? 'a' : 'd'}</kbd>
          </Button>
        ))}
        <Button variant="subtle" color="gray" onClick={onRelease} disabled={isBusy}>
          Give back
        </Button>
      </div>
      {outcome !== undefined && (
        <>
          <fieldset ref={list} className="verdict-reasons">
            <legend>Reasons</legend>
            {known
              .filter(({ code }) => code !== 'as-suggested' || outcome === reviewCase.suggestion)
              .map(({ code, text }) => (
                <label key={code}>
                  <input
                    type="checkbox"
                    checked={reasons.includes(code)}
                    onChange={(event) => {
                      const { checked } = event.currentTarget;
                      setReasons((before) => (checked ? [...before, code] : before.filter((one) => one !== code)));
                    }}
                  />
                  {text}
                </label>
              ))}
          </fieldset>
          <Textarea
            label="Note"
            description="Encrypted under the applicant’s key, erased with them"
            autosize
            minRows={2}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <div className="verdict-send">
            <Button type="submit" disabled={lack !== undefined} loading={isBusy}>
              {outcome === 'approve' ? 'Approve' : 'Decline'} for good
            </Button>
            <p className="muted" role="status">
              {lack ??
                (reviewCase.suggestion !== null && outcome !== reviewCase.suggestion
                  ? 'Against the engine’s suggestion.'
                  : 'Ctrl+Enter sends.')}
            </p>
          </div>
        </>
      )}
    </form>
  );
}
