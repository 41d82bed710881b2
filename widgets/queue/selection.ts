/** The tasks a reader marked to do one thing to all of them. */
export type Selection = ReturnType<typeof createSelection>;

export function createSelection(onChange: () => void) {
  let chosen: ReadonlySet<string> = new Set();
  let anchor: number | undefined;

  function set(ids: Iterable<string>): void {
    chosen = new Set(ids);
    onChange();
  }

  return {
    has: (taskId: string): boolean => chosen.has(taskId),
    get size() {
      return chosen.size;
    },
    get ids() {
      return chosen;
    },
    toggle(taskId: string, at: number): void {
      anchor = at;
      const others = [...chosen].filter((id) => id !== taskId);
      set(chosen.has(taskId) ? others : [...others, taskId]);
    },
    /** From the row where it began to this one. */
    stretch(options: { from: number; to: number; idAt(line: number): string | undefined }): void {
      anchor ??= options.from;
      const first = Math.min(anchor, options.to);
      const count = Math.abs(anchor - options.to) + 1;
      const lines = Array.from({ length: count }, (_, i) => first + i);
      set([...chosen, ...lines.flatMap((line) => options.idAt(line) ?? [])]);
    },
    set,
    clear(): void {
      anchor = undefined;
      if (chosen.size > 0) set([]);
    },
  };
}
