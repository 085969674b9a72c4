import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../src/theme/tokens.css', import.meta.url), 'utf8');
const [lightBlock, darkBlock] = css.split('html:root[data-mantine-color-scheme="dark"]');

/** Text needs 4.5 : 1 against its ground, the outline of a field 3 : 1 (WCAG 2.2, 1.4.3 and 1.4.11). */
const pairs = [
  ['ink', 'page', 7],
  ['ink', 'surface', 7],
  ['muted', 'page', 4.5],
  ['muted', 'surface', 4.5],
  ['muted', 'sunken', 4.5],
  ['accent', 'surface', 4.5],
  ['accent', 'accent-soft', 4.5],
  ['approve-ink', 'approve-soft', 4.5],
  ['refer-ink', 'refer-soft', 4.5],
  ['decline-ink', 'decline-soft', 4.5],
  ['decline-ink', 'surface', 4.5],
  ['up-ink', 'surface', 4.5],
  ['down-ink', 'surface', 4.5],
  ['up', 'surface', 3],
  ['down', 'surface', 3],
  ['field-line', 'surface', 3],
] as const;

describe.each([
  ['light', lightBlock],
  ['dark', darkBlock],
])('the %s palette', (_, block) => {
  it.each(pairs)('tells %s from %s', (front, back, least) => {
    expect(contrast(colorOf(block ?? '', front), colorOf(block ?? '', back))).toBeGreaterThanOrEqual(least);
  });
});

function colorOf(block: string, name: string): readonly number[] {
  const hex = new RegExp(`--p-${name}: #([0-9a-f]{6});`).exec(block)?.[1];
  if (hex === undefined) throw new Error(`no token ${name}`);
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
}

function contrast(a: readonly number[], b: readonly number[]): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
