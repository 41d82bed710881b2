import { z } from 'zod';
import shipped from './letter-templates.json' with { type: 'json' };

/** What may stand in braces in a letter. */
export const placeholders = [
  'practitioner',
  'facility',
  'date',
  'count',
  'oldest due',
  'suspension date',
] as const;
export type Placeholder = (typeof placeholders)[number];

const Words = z
  .string()
  .trim()
  .min(1)
  .max(4000)
  .superRefine((text, context) => {
    for (const [, name = ''] of text.matchAll(/\{([^{}]*)\}/g))
      if (!placeholders.some((known) => known === name))
        context.addIssue({
          code: 'custom',
          message: `{${name}} is no placeholder. There are: ${placeholders.map((one) => `{${one}}`).join(', ')}.`,
        });
  });

/** The words of one letter; `*` is for every id without a row of its own. A later version wins. */
export const LetterTemplateRow = z.object({
  id: z.string().min(1).max(100),
  version: z.number().int().positive(),
  subject: Words,
  paragraphs: z.array(Words).min(1).max(50),
});
export type LetterTemplateRow = z.infer<typeof LetterTemplateRow>;

export const shippedTemplates: readonly LetterTemplateRow[] = z
  .array(LetterTemplateRow)
  .parse(shipped);

/** The newest version of the site's template, else the shipped one, else the one for every id. */
export function templateFor(id: string, rows: readonly LetterTemplateRow[]): LetterTemplateRow {
  const found =
    newest(rows, id) ??
    newest(shippedTemplates, id) ??
    newest(rows, '*') ??
    newest(shippedTemplates, '*');
  if (found === undefined) throw new Error('No letter template for every id ships.');
  return found;
}

/** The words with their places filled. */
export function filled(text: string, values: Readonly<Record<Placeholder, string>>): string {
  return text.replace(/\{([^{}]*)\}/g, (_, name: Placeholder) => values[name] ?? '');
}

function newest(rows: readonly LetterTemplateRow[], id: string): LetterTemplateRow | undefined {
  return rows.filter((row) => row.id === id).toSorted((a, b) => b.version - a.version)[0];
}
