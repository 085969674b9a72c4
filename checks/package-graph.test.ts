import { expect, it } from 'vitest';
import { readText, sourceFiles } from './source-files.js';

/** The arrows of the diagram in ARCHITECTURE.md, as "from → to". */
function drawnArrows(): string[] {
  const diagram = /```mermaid\nflowchart TD\n([\s\S]*?)```/.exec(readText('ARCHITECTURE.md'))?.[1] ?? '';
  return diagram
    .split('\n')
    .filter((line) => line.includes('-->'))
    .flatMap((line) => {
      const [from = '', to = ''] = line.split('-->');
      return to.split('&').map((target) => `${from.trim()} → ${target.trim()}`);
    })
    .sort();
}

/** The imports between packages that the sources have. */
function importedArrows(): string[] {
  const arrows = sourceFiles().flatMap((path) => {
    const from = /^(?:packages|apps)\/([^/]+)\/src\//.exec(path)?.[1];
    if (from === undefined) return [];
    const imports = readText(path).matchAll(/(?:\bfrom|\bimport\()\s*'@probity\/([a-z]+)/g);
    return [...imports].map((match) => `${from} → ${match[1]}`).filter((arrow) => arrow !== `${from} → ${from}`);
  });
  return [...new Set(arrows)].sort();
}

it('the package graph in ARCHITECTURE.md is the one that the sources have', () => {
  expect(importedArrows().length).toBeGreaterThan(20);
  expect(drawnArrows()).toEqual(importedArrows());
});
