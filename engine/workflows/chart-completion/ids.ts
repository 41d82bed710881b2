/** One chart per encounter: its id says so, and a second start of it is refused. */
export function chartIdOf(encounterId: string): string {
  return `chart.${encounterId}`;
}

/** One deficiency per lack of an encounter. */
export function deficiencyIdOf(encounterId: string, findingKey: string): string {
  return `deficiency.${encounterId}.${findingKey}`;
}
