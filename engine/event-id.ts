/**
 * Marks the id of an event that nobody will send again: one we made up, or one that followed from another.
 * Only the names callers give are looked up, so only they need an index.
 */
export function unnamed(id: string): string {
  return `~${id}`;
}

/** @throws Error for a name that would pass for one of ours */
export function assertName(eventId: string): void {
  if (eventId.startsWith('~')) throw new Error(`An event id may not begin with "~": ${eventId}`);
}
