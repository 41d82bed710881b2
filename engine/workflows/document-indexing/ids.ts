/** One instance per document: its id says so, and a second start of it is refused. */
export function documentIndexingIdOf(documentId: string): string {
  return `document.${documentId}`;
}
