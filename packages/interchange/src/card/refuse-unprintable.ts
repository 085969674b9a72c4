import { ProbityError } from '@probity/domain';

/**
 * Refuses what XML 1.0 cannot hold in any form, which PMML and workbooks are made of.
 * @throws INVALID_ARGUMENT for control characters, lone surrogates, U+FFFE and U+FFFF
 */
export function refuseUnprintable(text: string): void {
  if (/^(?:[\t\n\r\u0020-\ud7ff\ue000-\ufffd]|[\ud800-\udbff][\udc00-\udfff])*$/.test(text)) return;
  throw new ProbityError('INVALID_ARGUMENT', `XML cannot hold a character of ${JSON.stringify(text)}`, {});
}
