import { Refusal } from '../../engine/errors.ts';
import { escapeMarkup } from '../interop/ccda/escape-markup.ts';
import {
  attributeOf,
  childrenOf,
  elementAt,
  readXml,
  type XmlElement,
} from '../interop/ccda/xml.ts';
import { type Element, objectOf, objectsOf, textAt } from '../interop/fhir/element.ts';
import { decodeText } from './text.ts';

/** A heading with the narrative under it, not yet sanitised. */
interface Section {
  readonly title: string | null;
  readonly narrative: string;
  readonly sections: readonly Section[];
}

const deepest = 20;

/**
 * The narrative of a FHIR document's Composition as markup, not yet sanitised: its sections with
 * their titles, else the narrative of the whole (FHIR R4, Documents: "human-readable").
 * @throws Refusal `invalid-input`
 */
export function fhirDocumentMarkup(bytes: Uint8Array): string {
  const { text } = decodeText(bytes, '');
  const whole = text.trimStart().startsWith('{') ? fromJson(text) : fromXml(bytes);
  if (whole === null)
    throw new Refusal(
      'invalid-input',
      'A FHIR document must begin with its Composition (bdl-11). Correct the Bundle and send it anew.',
    );
  return markupOf(whole, 2);
}

function markupOf({ title, narrative, sections }: Section, level: number): string {
  const heading = title === null ? '' : `<h${level}>${escapeMarkup(title)}</h${level}>`;
  const inside = sections.map((one) => markupOf(one, Math.min(level + 1, 6))).join('\n');
  return `<section>${heading}${narrative}${inside}</section>`;
}

function fromJson(text: string): Section | null {
  const bundle = objectOf(parsed(text));
  const composition = objectsOf(bundle?.entry)
    .map(({ resource }) => objectOf(resource))
    .find((resource) => resource?.resourceType === 'Composition');
  return composition === undefined ? null : jsonSection(composition, 0);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('invalid-input', 'The JSON is not well-formed. Correct it and send it anew.');
  }
}

/** The narrative of the Composition itself repeats its sections, so it is used where there are none. */
function jsonSection(element: Element, depth: number): Section {
  const sections =
    depth < deepest ? objectsOf(element.section).map((one) => jsonSection(one, depth + 1)) : [];
  const isRepeated = depth === 0 && sections.length > 0;
  return {
    title: textAt(element.title),
    narrative: isRepeated ? '' : (textAt(objectOf(element.text)?.div) ?? ''),
    sections,
  };
}

const xhtml = 'http://www.w3.org/1999/xhtml';

function fromXml(bytes: Uint8Array): Section | null {
  const bundle = readXml(bytes, { called: 'FHIR document' });
  const composition = childrenOf(bundle, 'entry')
    .map((entry) => elementAt(entry, 'resource', 'Composition'))
    .find((one) => one !== undefined);
  return composition === undefined ? null : xmlSection(composition, 0);
}

function xmlSection(element: XmlElement, depth: number): Section {
  const sections =
    depth < deepest ? childrenOf(element, 'section').map((one) => xmlSection(one, depth + 1)) : [];
  const div = elementAt(element, 'text', 'div');
  const isRepeated = depth === 0 && sections.length > 0;
  return {
    title: attributeOf(elementAt(element, 'title'), 'value'),
    narrative: isRepeated || div === undefined ? '' : written(div),
    sections,
  };
}

/** XHTML as HTML: names and words escaped, what is allowed is decided by the sanitiser. */
function written(element: XmlElement): string {
  if (element.namespace !== xhtml) return '';
  const attributes = Object.entries(element.attributes)
    .map(([name, value]) => ` ${name}="${escapeMarkup(value)}"`)
    .join('');
  const inside = element.children
    .map((child) => (typeof child === 'string' ? escapeMarkup(child) : written(child)))
    .join('');
  return /^(br|hr|img|col)$/.test(element.name)
    ? `<${element.name}${attributes}>`
    : `<${element.name}${attributes}>${inside}</${element.name}>`;
}
