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

/** A name as it is compared: letters' case, width and blanks make no second person. */
export function personKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** Whether two names mean one person. */
export function isSamePerson(one: string, other: string): boolean {
  return personKey(one) === personKey(other);
}
