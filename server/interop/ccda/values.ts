import type { CcdaCode, CcdaId, CcdaName } from './ccda-document.ts';
import { attributeOf, childrenOf, elementAt, wordsOf, type XmlElement } from './xml.ts';

/** The identifiers that are said; `nullFlavor` says that there is none. */
export function idsOf(element: XmlElement | undefined, name = 'id'): readonly CcdaId[] {
  return childrenOf(element, name).flatMap((id) => {
    const root = attributeOf(id, 'root');
    if (root === null || attributeOf(id, 'nullFlavor') !== null) return [];
    return [{ root, extension: attributeOf(id, 'extension') }];
  });
}

/** A code with the OID of its system; null when it is unsaid or has no system. */
export function codeOf(element: XmlElement | undefined): CcdaCode | null {
  const code = attributeOf(element, 'code');
  const system = attributeOf(element, 'codeSystem');
  if (code === null || system === null) return null;
  return { code, system, display: attributeOf(element, 'displayName') };
}

/** The same in other code systems. */
export function translationsOf(element: XmlElement | undefined): readonly CcdaCode[] {
  return childrenOf(element, 'translation').flatMap((one) => codeOf(one) ?? []);
}

/** A time as it stands (`YYYYMMDDHHMMSS+ZZZZ`): its value, else where its interval begins. */
export function timeOf(element: XmlElement | undefined): string | null {
  return attributeOf(element, 'value') ?? attributeOf(elementAt(element, 'low'), 'value');
}

/** The names of a person or patient. */
export function namesOf(element: XmlElement | undefined): readonly CcdaName[] {
  return childrenOf(element, 'name').flatMap((name) => {
    const parts = (part: string): readonly string[] =>
      childrenOf(name, part).map(wordsOf).filter(Boolean);
    const [prefix, given, family, suffix] = ['prefix', 'given', 'family', 'suffix'].map(parts);
    const words = [...(prefix ?? []), ...(given ?? []), ...(family ?? []), ...(suffix ?? [])];
    const text = words.join(' ') || wordsOf(name);
    if (text === '') return [];
    return [
      {
        use: attributeOf(name, 'use'),
        family: family?.[0] ?? null,
        given: given ?? [],
        prefix: prefix ?? [],
        suffix: suffix ?? [],
        text,
      },
    ];
  });
}

/** The text of an element, or null. */
export function textOf(element: XmlElement | undefined): string | null {
  return wordsOf(element) || null;
}
