import sanitizeHtml from 'sanitize-html';
import { Refusal } from '../../engine/errors.ts';
import { problems } from './problems.ts';

/** Words, lists and tables: all that a document shown within the portal may be made of. */
const tags = [
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'div', 'section', 'article', 'header', 'footer'],
  ...['blockquote', 'pre', 'hr', 'br', 'ul', 'ol', 'li', 'dl', 'dt', 'dd'],
  ...['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
  ...[
    'a',
    'abbr',
    'address',
    'b',
    'cite',
    'code',
    'del',
    'em',
    'i',
    'ins',
    'kbd',
    'mark',
    'q',
    's',
  ],
  ...['samp', 'small', 'span', 'strong', 'sub', 'sup', 'u', 'var'],
];

const options: sanitizeHtml.IOptions = {
  allowedTags: tags,
  allowedAttributes: {
    a: ['href', 'rel', 'target'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan', 'scope'],
    ol: ['start', 'type'],
    abbr: ['title'],
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  // What stands inside these is no text for a reader.
  nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'title', 'template', 'svg'],
  // Deeper than any note; a million open tags would otherwise become a million nested elements.
  nestingLimit: 100,
  transformTags: {
    a: (tagName, { href }) => ({
      tagName,
      attribs: href === undefined ? {} : { href, rel: 'noopener noreferrer', target: '_blank' },
    }),
  },
};

/** A chart of a thousand pages has fewer; the parser's time grows faster than their number. */
const mostTags = 300_000;

/**
 * Markup that is safe to show: no script, style, event handler, form, frame or picture, and links
 * only over http, https and mailto. Pictures are left out whatever their source, for fetching one
 * tells an outsider that this chart is being read.
 */
export function sanitiseMarkup(markup: string): string {
  if (countOf(markup, '<') > mostTags || countOf(markup, '&') > mostTags)
    throw new Refusal('too-large', problems.tooLarge);
  return sanitizeHtml(markup, options).trim();
}

function countOf(text: string, mark: string): number {
  let count = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) count += 1;
  return count;
}
