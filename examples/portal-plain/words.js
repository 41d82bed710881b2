import { en } from './words/en.js';
import { es } from './words/es.js';

/** The languages of this page. The widgets have tables of their own, see `portal.js`. */
const tables = { en, es };
const asked = new URLSearchParams(location.search).get('lang');

/** `en` or `es`: as the address says (`?lang=es`), else as the browser does. */
export const language =
  [asked, ...navigator.languages]
    .map((tag) => tag?.toLowerCase().split('-')[0])
    .find((tag) => tag !== undefined && tag in tables) ?? 'en';
document.documentElement.lang = language;

/** Dates as the reader writes them, where they read in the language of the page. */
export const locale = navigator.languages.find(isOfPage) ?? language;

/** Some systems name languages that `Intl` does not know, such as `en-US@posix`. */
function isOfPage(tag) {
  try {
    return new Intl.Locale(tag).language === language;
  } catch {
    return false;
  }
}

/** The sentence for a key with its `{parts}`; of a plural (`key.one`, `key.other`) the one for `n`. */
export function t(key, parts = {}) {
  const table = tables[language];
  const form = 'n' in parts ? new Intl.PluralRules(language).select(parts.n) : 'other';
  const sentence = table[key] ?? table[`${key}.${form}`] ?? table[`${key}.other`] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (_, name) => {
    const part = parts[name] ?? '';
    return typeof part === 'number' ? part.toLocaleString(locale) : part;
  });
}

/** A word that the server has a code for; the code itself where this page has none. */
export function wordFor(group, code) {
  return tables[language][`${group}.${code}`] ?? String(code);
}

/** The name of a list; one that this page does not know keeps the name the server gives. */
export function listName({ queue, title }) {
  return tables[language][`list.${queue}`] ?? title;
}
