/** An element of SGML or XML: its children in order, its own text. */
export interface TagNode {
  /** Upper case for OFX, as written for XML; without a namespace prefix. */
  readonly name: string;
  readonly children: TagNode[];
  text: string;
  /** Line it starts on, from 1. */
  readonly line: number;
  readonly attributes: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/**
 * Reads SGML as OFX 1 has it (leaves need no closing tag) and XML into a tree, forgiving what is broken.
 *
 * A closing tag closes the nearest open element of that name and all inside it; one that was never opened is passed
 * over. An element that has a text is a leaf: the next opening tag closes it.
 */
export function scanTags(text: string, from: number, firstLine: number): TagNode {
  const root: TagNode = { name: '', children: [], text: '', line: firstLine, attributes: '' };
  const open: TagNode[] = [root];
  let line = firstLine;
  let counted = from;
  let at = from;
  const lineAt = (offset: number) => {
    for (let next = text.indexOf('\n', counted); next >= 0 && next < offset; next = text.indexOf('\n', counted)) {
      line += 1;
      counted = next + 1;
    }
    return line;
  };
  for (;;) {
    const start = text.indexOf('<', at);
    const words = text.slice(at, start < 0 ? text.length : start).trim();
    if (words !== '') {
      const inner = open.at(-1) as TagNode;
      inner.text += decodeEntities(words);
    }
    if (start < 0) return root;
    if (text.startsWith('<!--', start)) {
      at = behind(text, '-->', start);
      continue;
    }
    if (text.startsWith('<![CDATA[', start)) {
      const end = text.indexOf(']]>', start);
      (open.at(-1) as TagNode).text += text.slice(start + 9, end < 0 ? text.length : end);
      at = end < 0 ? text.length : end + 3;
      continue;
    }
    const close = text.indexOf('>', start);
    if (close < 0) return root;
    at = close + 1;
    const tag = text.slice(start + 1, close).trim();
    if (tag.startsWith('?') || tag.startsWith('!')) continue;
    if (tag.startsWith('/')) {
      const name = localName(tag.slice(1).trim());
      const depth = open.findLastIndex((node) => node.name === name);
      if (depth > 0) open.length = depth;
      continue;
    }
    if ((open.at(-1) as TagNode).text !== '' && open.length > 1) open.pop();
    const isEmpty = tag.endsWith('/');
    const [, name = '', attributes = ''] = /^([^\s/]+)\s*([\s\S]*?)\/?$/.exec(tag) ?? [];
    const node: TagNode = { name: localName(name), children: [], text: '', line: lineAt(start), attributes };
    (open.at(-1) as TagNode).children.push(node);
    if (!isEmpty) open.push(node);
  }
}

/** The first element of that name inside, at any depth. */
export function findTag(node: TagNode, name: string): TagNode | undefined {
  for (const child of node.children) {
    const found = child.name === name ? child : findTag(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** All elements of that name inside, at any depth, in order; none inside one another. */
export function findTags(node: TagNode, name: string): TagNode[] {
  return node.children.flatMap((child) => (child.name === name ? [child] : findTags(child, name)));
}

/** Text of the first such element, trimmed; empty where there is none. */
export function tagText(node: TagNode | undefined, name: string): string {
  return node === undefined ? '' : (findTag(node, name)?.text.trim() ?? '');
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

function behind(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,4});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
    const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
