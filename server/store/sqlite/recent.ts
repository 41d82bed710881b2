/** What was read or written last, by name. */
export interface Recent<Value> {
  get(name: string): Value | undefined;
  put(name: string, value: Value): void;
  clear(): void;
}

/** Holds `most` of them; the least recently used goes first. */
export function createRecent<Value>(most: number): Recent<Value> {
  const held = new Map<string, Value>();
  const put = (name: string, value: Value): void => {
    held.delete(name);
    held.set(name, value);
    if (held.size <= most) return;
    const [oldest] = held.keys();
    if (oldest !== undefined) held.delete(oldest);
  };
  return {
    get: (name) => {
      const value = held.get(name);
      if (value !== undefined) put(name, value);
      return value;
    },
    put,
    clear: () => held.clear(),
  };
}
