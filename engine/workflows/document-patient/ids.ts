/** One instance per content, whichever message brought it: the same document sent again makes no second one. */
export function documentPatientIdOf(contentHash: string): string {
  return `document-patient.${contentHash.slice(0, 32)}`;
}
