import { SaxesParser, type SaxesTagNS } from 'saxes';
import { Refusal } from '../../../engine/errors.ts';

/** An element of an XML document, by its name without prefix and its namespace. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

/** What to read of a document. */
export interface XmlOptions {
  /** Elements that are passed over with all they hold. */
  readonly skips?: ReadonlySet<string>;
  /** What the document is called in a refusal. */
  readonly called: string;
}

const mostBytes = 64 * 1024 * 1024;
const mostElements = 500_000;
const deepest = 200;
const mostAttributes = 100;
const chunk = 65_536;

interface OpenElement extends XmlElement {
  readonly children: (XmlElement | string)[];
}

/**
 * Reads XML into a tree, without what is to be passed over. There are no entities but the five of
 * XML and no document type: neither C-CDA nor FHIR has them, and both are how XML bombs are made.
 * @throws Refusal `invalid-input` with the line of what is wrong, `too-large` beyond the limits
 */
export function readXml(bytes: Uint8Array, options: XmlOptions): XmlElement {
  const { called } = options;
  if (bytes.length > mostBytes) throw tooLarge(called);
  const text = textOf(bytes, called);
  const parser = new SaxesParser({ xmlns: true });
  const tree = treeBuilder(options);
  parser.on('doctype', () => {
    throw refused(called, parser.line, 'A document type is not allowed');
  });
  parser.on('error', () => {
    throw refused(called, parser.line, 'The XML is not well-formed');
  });
  parser.on('opentag', (tag) => tree.open(tag));
  parser.on('closetag', () => tree.close());
  parser.on('text', (words) => tree.add(words));
  parser.on('cdata', (words) => tree.add(words));
  for (let at = 0; at < text.length; at += chunk) parser.write(text.slice(at, at + chunk));
  parser.close();
  const root = tree.root();
  if (root === undefined) throw refused(called, 1, 'There is no element');
  return root;
}

/** By its mark, else by its declaration, else UTF-8 (XML 1.0, appendix F). */
function textOf(bytes: Uint8Array, called: string): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const marked = head.startsWith('\xff\xfe')
    ? 'utf-16le'
    : head.startsWith('\xfe\xff')
      ? 'utf-16be'
      : null;
  const said = /^(?:\xef\xbb\xbf|ï»¿)?<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)/.exec(head)?.[1];
  const label = marked ?? (said === undefined || /^utf-?16/i.test(said) ? 'utf-8' : said);
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    throw refused(called, 1, 'The text is not in the character set it names');
  }
}

interface TreeBuilder {
  open(tag: SaxesTagNS): void;
  close(): void;
  add(words: string): void;
  root(): XmlElement | undefined;
}

function treeBuilder({ skips, called }: XmlOptions): TreeBuilder {
  const path: OpenElement[] = [];
  let root: XmlElement | undefined;
  let count = 0;
  let passedOver = 0;
  return {
    open(tag) {
      count += 1;
      if (count > mostElements || path.length + passedOver >= deepest) throw tooLarge(called);
      if (passedOver > 0 || skips?.has(tag.local)) {
        passedOver += 1;
        return;
      }
      const element = elementOf(tag, called);
      path.at(-1)?.children.push(element);
      root ??= element;
      path.push(element);
    },
    close() {
      if (passedOver > 0) passedOver -= 1;
      else path.pop();
    },
    add(words) {
      if (passedOver === 0) path.at(-1)?.children.push(words);
    },
    root: () => root,
  };
}

function elementOf({ local, uri, attributes }: SaxesTagNS, called: string): OpenElement {
  const named = Object.values(attributes);
  if (named.length > mostAttributes) throw tooLarge(called);
  return {
    name: local,
    namespace: uri,
    attributes: Object.fromEntries(
      named.filter(({ prefix }) => prefix === '').map(({ local: name, value }) => [name, value]),
    ),
    children: [],
  };
}

function refused(called: string, line: number, what: string): Refusal {
  const message = `${what} (line ${line}). Correct the ${called} and send it anew.`;
  return new Refusal('invalid-input', message, { issues: [{ path: `line ${line}`, message }] });
}

function tooLarge(called: string): Refusal {
  return new Refusal(
    'too-large',
    `The ${called} is larger or deeper nested than a document may be. Divide it and send the parts.`,
  );
}

/** The child elements of this name. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return (element?.children ?? []).filter(
    (child): child is XmlElement => typeof child !== 'string' && child.name === name,
  );
}

/** The first element at a path of names. */
export function elementAt(
  element: XmlElement | undefined,
  ...path: readonly string[]
): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => childrenOf(at, name)[0], element);
}

/** An attribute that is there and not blank, or null. */
export function attributeOf(element: XmlElement | undefined, name: string): string | null {
  const value = element?.attributes[name]?.trim();
  return value ? value : null;
}

/** All text within, blanks folded. */
export function wordsOf(element: XmlElement | undefined): string {
  const words = (at: XmlElement): string =>
    at.children.map((child) => (typeof child === 'string' ? child : words(child))).join('');
  return element === undefined ? '' : words(element).replace(/\s+/g, ' ').trim();
}
