import { escapeMarkup } from './escape-markup.ts';
import type { XmlElement } from './xml.ts';

/** Elements of the narrative block (CDA R2, 4.3.5) and the HTML that shows them. */
const shownAs: Readonly<Record<string, string>> = {
  paragraph: 'p',
  sub: 'sub',
  sup: 'sup',
  table: 'table',
  thead: 'thead',
  tbody: 'tbody',
  tfoot: 'tfoot',
  tr: 'tr',
  th: 'th',
  td: 'td',
  item: 'li',
};

const styles: Readonly<Record<string, string>> = {
  bold: 'b',
  italics: 'i',
  underline: 'u',
  emphasis: 'em',
};

/**
 * The narrative of a section as HTML. Only what stands in the table above becomes a tag, and words
 * are escaped, so no markup of the sender's gets through.
 */
export function narrativeHtml(text: XmlElement): string {
  return inside(text).trim();
}

function inside(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === 'string' ? escapeMarkup(child) : shown(child, element.name)))
    .join('');
}

function shown(element: XmlElement, parent: string): string {
  const tag = shownAs[element.name];
  const words = styled(element, inside(element));
  if (tag !== undefined) return `<${tag}${spans(element)}>${words}</${tag}>`;
  switch (element.name) {
    case 'br':
      return '<br>';
    case 'list':
      return listOf(element);
    case 'caption':
      // HTML has captions of tables alone; CDA has them also of lists and paragraphs.
      return parent === 'table' ? `<caption>${words}</caption>` : `<div><b>${words}</b></div>`;
    case 'linkHtml':
      return linkTo(element, words);
    case 'renderMultiMedia':
    case 'col':
    case 'colgroup':
    case 'footnoteRef':
      return '';
    case 'footnote':
      return ` [${words}]`;
    default:
      return words;
  }
}

/** `styleCode="Bold Italics"`: several words, each a style; those we do not know are left out. */
function styled({ attributes, name }: XmlElement, words: string): string {
  const tags = (attributes.styleCode ?? '')
    .split(/\s+/)
    .flatMap((style) => styles[style.toLowerCase()] ?? []);
  if (words === '' || /^(table|thead|tbody|tfoot|tr|list)$/.test(name)) return words;
  return tags.reduce((html, tag) => `<${tag}>${html}</${tag}>`, words);
}

function spans({ attributes, name }: XmlElement): string {
  if (name !== 'td' && name !== 'th') return '';
  return ['colspan', 'rowspan']
    .filter((span) => /^\d{1,3}$/.test(attributes[span] ?? ''))
    .map((span) => ` ${span}="${attributes[span]}"`)
    .join('');
}

function listOf(list: XmlElement): string {
  const tag = list.attributes.listType === 'ordered' ? 'ol' : 'ul';
  const captions = list.children.filter((child) => isNamed(child, 'caption'));
  const items = list.children.filter((child) => isNamed(child, 'item'));
  const html = (parts: readonly (XmlElement | string)[]): string =>
    inside({ ...list, children: parts });
  return `${html(captions)}<${tag}>${html(items)}</${tag}>`;
}

function isNamed(child: XmlElement | string, name: string): boolean {
  return typeof child !== 'string' && child.name === name;
}

function linkTo({ attributes }: XmlElement, words: string): string {
  const href = attributes.href ?? '';
  return /^(https?:\/\/|mailto:)/i.test(href)
    ? `<a href="${escapeMarkup(href)}" rel="noopener noreferrer">${words}</a>`
    : words;
}
