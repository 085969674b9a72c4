import { Button, Modal, PasswordInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { keepToken } from './session-token.js';

/** Asks for the bearer token when the server wants one; it is kept for this tab only. */
export function TokenDialog() {
  const [token, setToken] = useState('');
  const queryClient = useQueryClient();

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    keepToken(token.trim());
    setToken('');
    void queryClient.resetQueries();
  };

  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} title="This server asks for a token" centered>
      <form onSubmit={submit} className="token-form">
        <PasswordInput
          label="Bearer token"
          description="The value of PROBITY_TOKEN on the server. Kept until this tab is closed."
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          autoComplete="off"
          required
          data-autofocus
        />
        <Button type="submit" disabled={token.trim() === ''}>
          Continue
        </Button>
      </form>
    </Modal>
  );
}
