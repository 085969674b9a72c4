import { checkActorName } from './governance-log.js';

/** Who acts. `declared`: as they said themselves; `token`: as the named token that they hold says. */
export interface Actor {
  /** 1 to 100 characters. */
  readonly name: string;
  readonly identifiedBy: 'declared' | 'token';
}

/** @throws INVALID_ARGUMENT */
export function checkActor(actor: Actor, method: string): void {
  checkActorName(actor?.name, method);
}

/** Whether two names mean one person: letters' case, width and accents' encoding make no second one. */
export function isSamePerson(one: string, other: string): boolean {
  const plain = (name: string) => name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
  return plain(one) === plain(other);
}
