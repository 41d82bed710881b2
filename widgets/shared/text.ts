import type { Text } from '../../engine/model/text.ts';
import { en } from './texts/en.ts';

export type TextParts = Readonly<Record<string, string | number>>;

/** The key of a sentence. Plural sentences are asked for without `.one` or `.other`. */
type BaseKey<Key> = Key extends `${infer Stem}.one` | `${infer Stem}.other` ? Stem : Key;

let language = '';
let translated: Readonly<Record<string, string>> = {};
const readers = new Set<() => void>();

/** Changes the language of all widgets on the page. Keys left out stay English; server sentences have keys too. */
export function useTexts(tag: string, texts: Readonly<Record<string, string>>): void {
  language = tag;
  translated = texts;
  for (const redraw of readers) redraw();
}

/** Calls back whenever the language changes, until the answer is called. */
export function onTexts(redraw: () => void): () => void {
  readers.add(redraw);
  return () => readers.delete(redraw);
}

/** The translation of a key; undefined where the page reads English. For words that the server has in English. */
export function translation(key: string): string | undefined {
  return translated[key];
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

  const serverText = ({ key, text, parts, nested = {} }: Text): string => {
    const inner = Object.entries(nested).map(([name, part]) => [name, serverText(part)] as const);
    if (key.startsWith('list.')) return translated[key] === undefined ? text : joined(key, inner);
    const own = Object.entries(parts ?? {}).map(([name, part]) => [name, named(name, part)]);
    return maybeText(key, Object.fromEntries([...own, ...inner])) ?? text;
  };

  /** The server names types of documents, and what one must state, in English; their codes are those words with hyphens. */
  const named = (name: string, part: string | number): string | number => {
    const family = families[name];
    if (family === undefined) return part;
    const nameOf = (words: string): string =>
      find(`${family}.${words.toLowerCase().replaceAll(' ', '-')}`) ?? words;
    return String(part).split(', ').map(nameOf).join(', ');
  };

  return {
    maybeText,
    /** The sentence for a key, with `{parts}` filled in and the plural form chosen by `n`. */
    t: (key: BaseKey<keyof English & string>, parts: TextParts = {}): string =>
      fill(find(key) ?? pluralForm(key, parts) ?? key, parts),
    /** A sentence the server wrote: in the page's language when we have it, else as it came. */
    serverText,
  };
}

const families: Readonly<Record<string, string>> = {
  document: 'document-type',
  elements: 'element',
};

export const { t, serverText } = textsFrom(en);

/**
 * The language for dates and plurals: of `useTexts`, else of the page. Plain `en` writes the day first
 * ("24 Nov"), which cannot be misread on either side of the Atlantic.
 */
export function locale(): string {
  const tag = language || document.documentElement.lang || navigator.language;
  return tag === 'en' || tag === '' ? 'en-GB' : tag;
}

function joined(key: string, members: readonly (readonly [string, string])[]): string {
  const type = key === 'list.or' ? 'disjunction' : 'conjunction';
  return new Intl.ListFormat(locale(), { type }).format(members.map(([, member]) => member));
}

function fill(sentence: string, parts: TextParts): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const part = parts[name] ?? '';
    return typeof part === 'number' ? part.toLocaleString(locale()) : part;
  });
}
