import { z } from 'zod';

/** A sentence a person reads: a key to translate by, its parts, and the English. */
export const Text = z.object({
  key: z.string(),
  text: z.string(),
  parts: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type Text = z.infer<typeof Text>;

/** Fills `{part}` places of an English sentence and keeps key and parts beside it. */
export function textOf(
  key: string,
  english: string,
  parts: Readonly<Record<string, string | number>> = {},
): Text {
  const text = english.replace(/\{(\w+)\}/g, (_, name: string) => String(parts[name] ?? ''));
  return Object.keys(parts).length > 0 ? { key, text, parts: { ...parts } } : { key, text };
}
