/** The ids of all states that a state value names, such as `inProgress` and `inProgress.dictated`. */
export function currentStates(value: unknown, under = ''): ReadonlySet<string> {
  const ids = new Set<string>();
  const add = (key: string, below: unknown): void => {
    const id = under === '' ? key : `${under}.${key}`;
    ids.add(id);
    for (const deeper of currentStates(below, id)) ids.add(deeper);
  };
  if (typeof value === 'string') add(value, undefined);
  else if (typeof value === 'object' && value !== null)
    for (const [key, below] of Object.entries(value)) add(key, below);
  return ids;
}
