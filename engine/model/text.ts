import { z } from 'zod';

/** A sentence a person reads: a key to translate by, its parts, and the English. */
export type Text = {
  key: string;
  text: string;
  parts?: Record<string, string | number> | undefined;
  /** Parts that are sentences themselves, so that they can be translated too; `parts` has them in English. */
  nested?: Record<string, Text> | undefined;
};

export const Text: z.ZodType<Text> = z.object({
  key: z.string(),
  text: z.string(),
  parts: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  get nested() {
    return z.record(z.string(), Text).optional();
  },
});

/** Fills `{part}` places of an English sentence and keeps key and parts beside it. */
export function textOf(
  key: string,
  english: string,
  parts: Readonly<Record<string, string | number | Text>> = {},
): Text {
  const filled: Record<string, string | number> = {};
  const nested: Record<string, Text> = {};
  for (const [name, part] of Object.entries(parts)) {
    if (typeof part === 'object') nested[name] = part;
    filled[name] = typeof part === 'object' ? part.text : part;
  }
  const text = english.replace(/\{(\w+)\}/g, (_, name: string) => String(filled[name] ?? ''));
  return {
    key,
    text,
    ...(Object.keys(filled).length > 0 ? { parts: filled } : {}),
    ...(Object.keys(nested).length > 0 ? { nested } : {}),
  };
}

/** "A, B or C". Its members are parts by number; a language joins them in its own way. */
export function listOf(word: 'or' | 'and', members: readonly Text[]): Text {
  const shown = members.map(({ text }) => text);
  const last = shown.at(-1) ?? '';
  const text = shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${word} ${last}`;
  return { key: `list.${word}`, text, nested: Object.fromEntries(members.entries()) };
}
