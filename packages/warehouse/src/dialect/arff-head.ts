/** What the head of an ARFF file (Weka's format) says of the table below it. */
export interface ArffHead {
  readonly names: readonly string[];
  /** Lines of the head, its last line `@data` included. */
  readonly lines: number;
  /** The text below the head. */
  readonly body: string;
}

const START = /^(?:\s*(?:%.*)?\r?\n)*\s*@relation\s/i;
const ATTRIBUTE = /^\s*@attribute\s+(?:'([^']*)'|"([^"]*)"|(\S+))\s/i;

/** The head of an ARFF file, or undefined for other files. */
export function readArffHead(text: string): ArffHead | undefined {
  if (!START.test(text)) return undefined;
  const names: string[] = [];
  let lines = 0;
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end);
    at = end < 0 ? text.length : end + 1;
    lines += 1;
    const [, single, double, bare] = ATTRIBUTE.exec(line) ?? [];
    const name = single ?? double ?? bare;
    if (name !== undefined) names.push(name);
    if (/^\s*@data\s*$/i.test(line)) return names.length === 0 ? undefined : { names, lines, body: text.slice(at) };
  }
  return undefined;
}
