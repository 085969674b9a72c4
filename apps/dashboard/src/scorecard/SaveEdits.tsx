import { Button } from '@mantine/core';
import type { ModelReference } from '@probity/domain';
import { useState } from 'react';
import { fetchExport } from '../api/api-client.js';
import { CopyButton } from '../assessment/CopyButton.js';
import { referenceOf } from '../engine/load-engine.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import type { CardEdits } from './edit-bins.js';
import type { EditHistory } from './use-edits.js';

const formats = [
  { format: 'sql', label: 'SQL', extension: 'sql' },
  { format: 'pmml', label: 'PMML', extension: 'pmml' },
  { format: 'xlsx', label: 'Workbook', extension: 'xlsx' },
  { format: 'js', label: 'JavaScript', extension: 'mjs' },
] as const;

interface SaveEditsProps {
  readonly model: ModelReference;
  readonly history: EditHistory;
  /** Fits the card again with the edits, here; undefined without training rows. */
  readonly refit: (() => number) | undefined;
}

/** Where a person takes the card: edits to be fitted again, and the card as registered in other languages. */
export function SaveEdits({ model, history, refit }: SaveEditsProps) {
  const [fitted, setFitted] = useState<{ readonly edits: CardEdits; readonly gini: number }>();
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState<string>();
  const reference = referenceOf(model);
  const count = Object.keys(history.edits).length;
  const command = `probity scorecard ${reference} --edits edits.json`;
  const saveExport = async ({ format, extension }: (typeof formats)[number]) => {
    setFailure(undefined);
    setBusy(format);
    try {
      save(await fetchExport(reference, format), `${model.name}-${model.version}.${extension}`);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <div className="scorecard-foot">
      <section className="card" aria-label="Edits">
        <h2>Edits{count > 0 && `: ${count} ${count === 1 ? 'variable' : 'variables'}`}</h2>
        {count === 0 ? (
          <p className="muted">None yet. What you change here stays in this page’s address until you save it.</p>
        ) : (
          <>
            <p>
              Here the weights stay as they are. Fitting again finds new ones, measures the card on unseen rows and
              registers it as a new version, not as the champion; the edits stand in its provenance:
            </p>
            <div className="command-line">
              <code>{command}</code>
              <CopyButton text={command} label="Copy the command" />
            </div>
            <div className="foot-buttons">
              <Button
                onClick={() =>
                  save(
                    new Blob(
                      [
                        `${JSON.stringify({ formatVersion: 1, model: { name: model.name, version: model.version, hash: model.hash }, edits: history.edits }, null, 2)}\n`,
                      ],
                      { type: 'application/json' },
                    ),
                    'edits.json',
                  )
                }
              >
                Download edits.json
              </Button>
              {refit !== undefined && (
                <Button variant="default" onClick={() => setFitted({ edits: history.edits, gini: refit() })}>
                  Try new weights here
                </Button>
              )}
              <Button variant="default" onClick={() => history.commit({})}>
                Drop all edits
              </Button>
            </div>
            {fitted?.edits === history.edits && (
              <p className="muted">
                Fitted again on these training rows the card would have a Gini of{' '}
                <output aria-label="Gini with new weights">{fitted.gini.toFixed(4)}</output>.
              </p>
            )}
          </>
        )}
      </section>
      <section className="card" aria-label="Export">
        <h2>Export</h2>
        <p className="muted">
          {reference} as registered{count > 0 && ', without the edits above'}; each gives the points of the library.
        </p>
        <div className="foot-buttons">
          {formats.map((entry) => (
            <Button
              key={entry.format}
              variant="default"
              loading={busy === entry.format}
              onClick={() => void saveExport(entry)}
            >
              {entry.label}
            </Button>
          ))}
        </div>
        {failure !== undefined && <ErrorNotice error={failure} />}
      </section>
    </div>
  );
}

/** Hands a file to the browser to keep. */
function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
