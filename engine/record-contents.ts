import type { Change } from './stored.ts';

/** The contents that a change makes part of the record: of documents, and what was read out of them. */
export function recordContentsOf({ recordContents = [], extracts = [] }: Change): string[] {
  const read = extracts.flatMap(({ contentHash, textHash, htmlHash }) => [
    contentHash,
    textHash,
    htmlHash,
  ]);
  return [...new Set([...recordContents, ...read])].filter((hash) => hash !== null);
}
