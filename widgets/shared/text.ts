import type { Text } from '../../engine/model/text.ts';
import { en } from './texts/en.ts';

export type TextParts = Readonly<Record<string, string | number>>;

/** The key of a sentence. Plural sentences are asked for without `.one` or `.other`. */
type BaseKey<Key> = Key extends `${infer Stem}.one` | `${infer Stem}.other` ? Stem : Key;

let language = '';
let translated: Readonly<Record<string, string>> = {};

/** Changes the language of all widgets on the page. Keys left out stay English; server sentences have keys too. */
export function useTexts(tag: string, texts: Readonly<Record<string, string>>): void {
  language = tag;
  translated = texts;
}

/** The ways to say what a table of English texts holds, in the language of the page. */
export function textsFrom<English extends Readonly<Record<string, string>>>(english: English) {
  const find = (key: string): string | undefined => translated[key] ?? english[key];

  const pluralForm = (key: string, parts: TextParts): string | undefined => {
    const form = new Intl.PluralRules(locale()).select(Number(parts.n ?? 0));
    return find(`${key}.${form}`) ?? find(`${key}.other`);
  };

  /** The sentence for a key that is put together at run time; undefined when there is none. */
  const maybeText = (key: string, parts: TextParts = {}): string | undefined => {
    const found = find(key);
    return found === undefined ? undefined : fill(found, parts);
  };

  return {
    maybeText,
    /** The sentence for a key, with `{parts}` filled in and the plural form chosen by `n`. */
    t: (key: BaseKey<keyof English & string>, parts: TextParts = {}): string =>
      fill(find(key) ?? pluralForm(key, parts) ?? key, parts),
    /** A sentence the server wrote: in the page's language when we have it, else as it came. */
    serverText: (text: Text): string => {
      const { document, ...others } = text.parts ?? {};
      if (document === undefined) return maybeText(text.key, others) ?? text.text;
      // The server names a document type in English; its code is those words with hyphens.
      const code = String(document).toLowerCase().replaceAll(' ', '-');
      const name = find(`document-type.${code}`) ?? document;
      return maybeText(text.key, { ...others, document: name }) ?? text.text;
    },
  };
}

export const { t, serverText } = textsFrom(en);

/**
 * The language for dates and plurals: of `useTexts`, else of the page. Plain `en` writes the day first
 * ("24 Nov"), which cannot be misread on either side of the Atlantic.
 */
export function locale(): string {
  const tag = language || document.documentElement.lang || navigator.language;
  return tag === 'en' || tag === '' ? 'en-GB' : tag;
}

function fill(sentence: string, parts: TextParts): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const part = parts[name] ?? '';
    return typeof part === 'number' ? part.toLocaleString(locale()) : part;
  });
}
