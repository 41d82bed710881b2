import type { Chance } from './random.ts';

/** What is true of one stay, by name: `{age}` in a sentence. */
export type Facts = Readonly<Record<string, string>>;

/**
 * A sentence from its pattern: `[one|other]` is one of them by chance, `{name}` a fact of the stay. Facts may hold
 * patterns too.
 * @throws Error for a fact that nobody gave: no reader shall meet an empty place
 */
export function say(pattern: string, facts: Facts, chance: Chance): string {
  const chosen = pattern.replace(/\[([^[\]]*\|[^[\]]*)\]/g, (_, options: string) =>
    chance.pick(options.split('|')),
  );
  return chosen.replace(/\{(\w+)\}/g, (_, name: string) => {
    const fact = facts[name];
    if (fact === undefined) throw new Error(`No fact {${name}} for: ${pattern}`);
    return say(fact, facts, chance);
  });
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `one, two and three`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
