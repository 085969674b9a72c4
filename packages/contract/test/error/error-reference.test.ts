import { readFileSync } from 'node:fs';
import { exitCodeOf, httpStatusOf } from '@probity/contract';
import { errorCatalogue } from '@probity/domain';
import { expect, it } from 'vitest';

it('docs/reference/errors.md is what the catalogue says (else run packages/contract/scripts/write-error-reference.mjs)', async () => {
  const page = readFileSync(new URL('../../../../docs/reference/errors.md', import.meta.url), 'utf8');
  const script: string = '../../scripts/render-error-reference.mjs';
  const { renderErrorReference } = await import(script);
  expect(page).toBe(renderErrorReference(errorCatalogue, httpStatusOf, exitCodeOf));
});
