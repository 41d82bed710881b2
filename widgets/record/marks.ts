/** What the marks of a record are called; the styles of each are in record.styles.ts. */
export type MarkName = 'find' | 'find-now' | 'note' | 'evidence' | 'cursor';

const priorities: Readonly<Record<MarkName, number>> = {
  note: 0,
  find: 1,
  evidence: 2,
  'find-now': 3,
  cursor: 4,
};

/** Highlights of one viewer. They are the page's as a whole, so each viewer takes out what it put in. */
export function createMarks() {
  const own = new Map<MarkName, Range[]>();

  const clear = (name: MarkName): void => {
    const highlight = CSS.highlights?.get(`him-${name}`);
    for (const range of own.get(name) ?? []) highlight?.delete(range);
    own.delete(name);
  };

  return {
    set(name: MarkName, ranges: readonly Range[]): void {
      clear(name);
      // An older browser shows no marks; jumping to a place works without them.
      if (ranges.length === 0 || CSS.highlights === undefined) return;
      const highlight = CSS.highlights.get(`him-${name}`) ?? new Highlight();
      highlight.priority = priorities[name];
      for (const range of ranges) highlight.add(range);
      CSS.highlights.set(`him-${name}`, highlight);
      own.set(name, [...ranges]);
    },
    of: (name: MarkName): readonly Range[] => own.get(name) ?? [],
    clear(): void {
      for (const name of [...own.keys()]) clear(name);
    },
  };
}

export type Marks = ReturnType<typeof createMarks>;
