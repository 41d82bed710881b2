import { decodeBytes } from '../base64.ts';
import type { CcdaAttachment, CcdaSection } from './ccda-document.ts';
import { narrativeHtml } from './narrative.ts';
import { codeOf, textOf } from './values.ts';
import { attributeOf, childrenOf, elementAt, wordsOf, type XmlElement } from './xml.ts';

/** The sections of a document in their order, with those within them. */
export function sectionsOf(root: XmlElement): readonly CcdaSection[] {
  return sectionsIn(elementAt(root, 'component', 'structuredBody'));
}

function sectionsIn(parent: XmlElement | undefined): readonly CcdaSection[] {
  return childrenOf(parent, 'component').flatMap((component) =>
    childrenOf(component, 'section').map(sectionOf),
  );
}

function sectionOf(section: XmlElement): CcdaSection {
  const text = elementAt(section, 'text');
  return {
    title: textOf(elementAt(section, 'title')),
    code: codeOf(elementAt(section, 'code')),
    html: text ? narrativeHtml(text) : '',
    sections: sectionsIn(section),
  };
}

/** The content of a document without sections: Unstructured Document, C-CDA R2.1 1.1.21. */
export function attachmentOf(root: XmlElement): CcdaAttachment | null {
  const text = elementAt(root, 'component', 'nonXMLBody', 'text');
  if (text === undefined) return null;
  const mediaType = attributeOf(text, 'mediaType') ?? 'application/octet-stream';
  if (elementAt(text, 'reference')) return { mediaType, bytes: null };
  if (attributeOf(text, 'representation') !== 'B64')
    return { mediaType, bytes: new TextEncoder().encode(wordsOf(text)) };
  return { mediaType, bytes: decodeBytes(wordsOf(text).replace(/\s/g, '')) ?? null };
}
