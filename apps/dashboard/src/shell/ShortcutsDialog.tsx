import { Kbd, Modal } from '@mantine/core';
import { Fragment } from 'react';
import { navigation } from './navigation.js';

const groups = [
  {
    title: 'Everywhere',
    keys: [
      ...navigation.flat().map(({ keys, purpose }) => [keys, purpose] as const),
      ['t', 'Light or dark'],
      ['?', 'This help'],
    ],
  },
  {
    title: 'Assess',
    keys: [
      ['Ctrl Enter', 'Assess, or record the what-if'],
      ['w', 'Form or what-if'],
      ['↑ ↓', 'Walk the chart of contributions'],
    ],
  },
  {
    title: 'Decisions',
    keys: [
      ['j k', 'Next and previous decision'],
      ['Enter', 'Open the chosen one'],
      ['m', 'Load more'],
    ],
  },
  {
    title: 'One decision',
    keys: [
      ['r', 'Replay it in this browser'],
      ['w', 'Open it in what-if'],
      ['c', 'Copy its id'],
      ['u', 'Back to the list'],
    ],
  },
] as const;

/** Every key the page knows. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title="Keyboard shortcuts"
      size="lg"
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="shortcuts">
        {groups.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.keys.map(([keys, text]) => (
                <Fragment key={keys}>
                  <dt>
                    {keys.split(' ').map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dt>
                  <dd>{text}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
