import { TextInput } from '@mantine/core';
import { keepActor, useActor } from './acting-as.js';

/** Asks who acts; kept for this tab. */
export function ActorField() {
  const actor = useActor();
  return (
    <TextInput
      className="actor-field"
      label="You act as"
      placeholder="Your name"
      description={actor === '' ? 'Recorded as declared; leave empty with a token of your own' : 'Recorded as declared'}
      value={actor}
      maxLength={100}
      onChange={(event) => keepActor(event.currentTarget.value)}
    />
  );
}
