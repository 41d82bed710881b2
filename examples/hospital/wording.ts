import { chanceOf } from './random.ts';

/** What is true of one stay, by name: `{age}` in a sentence. */
export type Facts = Readonly<Record<string, string>>;

/**
 * A sentence from its pattern: `{name}` is a fact of the stay, `[one|other]` one of them, the same one in all its
 * documents: they may not contradict each other. Facts may hold patterns too.
 * @throws Error for a fact that nobody gave: no reader shall meet an empty place
 */
export function say(pattern: string, facts: Facts): string {
  let place = 0;
  const chosen = pattern.replace(/\[([^[\]]*\|[^[\]]*)\]/g, (_, options: string) => {
    place += 1;
    return chanceOf(`${facts.visit}/${pattern}/${place}`).pick(options.split('|'));
  });
  const said = chosen.replace(/\{(\w+)\}/g, (_, name: string) => {
    const fact = facts[name];
    if (fact === undefined) throw new Error(`No fact {${name}} for: ${pattern}`);
    return say(fact, facts);
  });
  // An eight-year-old, an 11-, an 18-, an 80-year-old.
  return said.replace(/\b(a|A) (?=(?:8|11|18|8\d)-(?:year|month|day))/g, '$1n ');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `one, two and three`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
