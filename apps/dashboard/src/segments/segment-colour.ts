const COLOURS = 8;

/** The token of a segment's colour, as CSS writes it; after eight they begin again. */
export function segmentColour(cluster: number): string {
  return `var(--seg-${cluster % COLOURS})`;
}

/** The colours as they are now, for a canvas. */
export function readSegmentColours(element: Element): readonly string[] {
  const style = getComputedStyle(element);
  return Array.from({ length: COLOURS }, (_, index) => style.getPropertyValue(`--seg-${index}`).trim());
}
