/** What stands as the cause of an act done in a practitioner's place: the history names who acted, and for whom. */
export function causeOfCover(practitionerId: string): string {
  return `cover:${practitionerId}`;
}

/** True of what a person did, in their own right or for another. */
export function isPersonal(cause: string | null): boolean {
  return cause === null || cause.startsWith('cover:');
}
