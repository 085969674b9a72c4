import { refuseUnprintable } from '../card/refuse-unprintable.js';

/** An element: its name, its attributes (undefined is left out), and what it holds. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly children: readonly XmlElement[];
  readonly text?: string;
}

/** @example element('Constant', { dataType: 'double' }, [], '1') */
export function element(
  name: string,
  attributes: XmlElement['attributes'] = {},
  children: readonly XmlElement[] = [],
  text?: string,
): XmlElement {
  return { name, attributes, children, ...(text === undefined ? {} : { text }) };
}

/** The element as indented XML. @throws INVALID_ARGUMENT for a character that XML cannot hold */
export function printXml({ name, attributes, children, text }: XmlElement, indent = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('');
  if (text !== undefined) return `${indent}<${name}${written}>${escapeXml(text)}</${name}>`;
  if (children.length === 0) return `${indent}<${name}${written}/>`;
  return `${indent}<${name}${written}>\n${children.map((child) => printXml(child, `${indent}  `)).join('\n')}\n${indent}</${name}>`;
}

/** White space is written by number: a reader of attributes would make plain spaces of tabs and line ends. */
function escapeXml(text: string): string {
  refuseUnprintable(text);
  return text.replace(/[&<>"'\t\n\r\u0085\u2028]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
