// Writes docs/reference/errors.md from the catalogue. Run after `npm run build`, whenever a code was added.
import { mkdirSync, writeFileSync } from 'node:fs';
import { exitCodeOf, httpStatusOf } from '@probity/contract';
import { errorCatalogue } from '@probity/domain';
import { renderErrorReference } from './render-error-reference.mjs';

const page = new URL('../../../docs/reference/errors.md', import.meta.url);
mkdirSync(new URL('.', page), { recursive: true });
writeFileSync(page, renderErrorReference(errorCatalogue, httpStatusOf, exitCodeOf));
