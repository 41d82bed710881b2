/** Annotations are found by their encounter, so their ids begin with it. */
export function annotationIdOf(encounterId: string, suffix: string): string {
  return `${annotationPrefix(encounterId)}${suffix}`;
}

/** Also of encounters whose id goes on with a dot: whoever lists looks at the encounter of each. */
export function annotationPrefix(encounterId: string): string {
  return `annotation.${encounterId}.`;
}
