import { exitCodeOf, httpStatusOf } from '@probity/contract';
import { type ErrorCode, errorCatalogue } from '@probity/domain';
import { describe, expect, it } from 'vitest';
import { readText, repositoryFiles, sourceFiles } from './source-files.js';

const codes = Object.keys(errorCatalogue) as ErrorCode[];

describe('the error catalogue', () => {
  it('equals docs/reference/errors.md, row by row', () => {
    const rows = readText('docs/reference/errors.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const expected = codes.map((code) => {
      const { kind, remedy } = errorCatalogue[code];
      return [`\`${code}\``, kind, String(httpStatusOf(kind)), String(exitCodeOf(kind)), remedy];
    });
    expect(rows).toEqual(expected);
  });

  it('holds no code that nothing raises', () => {
    const sources = sourceFiles()
      .filter((path) => !path.endsWith('errors/catalogue.ts'))
      .map((path) => readText(path).replace(/^\s*(\*|\/\/).*$/gm, ''))
      .join('\n');
    expect(codes.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });

  it('holds every code that documents and comments name', () => {
    const known = new Set<string>(codes);
    const unknown = sourceFiles().flatMap((path) =>
      [...readText(path).matchAll(/@throws ([A-Z][A-Z_]+[A-Z](?:, [A-Z][A-Z_]+[A-Z])*)/g)]
        .flatMap((match) => (match[1] ?? '').split(', '))
        .filter((code) => !known.has(code))
        .map((code) => `${path}: ${code}`),
    );
    expect(unknown).toEqual([]);
    const inDocs = repositoryFiles()
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) =>
        [...readText(path).matchAll(/`([A-Z]{3,}(?:_[A-Z]+)+)`/g)].map((match) => [path, match[1] ?? '']),
      )
      .filter(([, code]) => !known.has(code ?? '') && !ENVIRONMENT.has(code ?? ''));
    expect(inDocs).toEqual([]);
  });
});

/** Upper-case words of the documents that are no error codes. */
const ENVIRONMENT = new Set([
  'DATABASE_URL',
  'PROBITY_BUNDLE_KEY',
  'PROBITY_DATA',
  'PROBITY_DEBUG',
  'PROBITY_DEMO',
  'PROBITY_KAFKA_BROKERS',
  'PROBITY_KEY',
  'PROBITY_PEERS_PYTHON',
  'PROBITY_PROPERTY_SEED',
  'PROBITY_TEST_DATABASE_URL',
  'PROBITY_TOKEN',
  'PROBITY_TOKENS',
]);
