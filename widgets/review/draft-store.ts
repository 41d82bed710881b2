/** What someone typed into the form of an action and has not sent. */
export interface KeptDraft {
  readonly userId: string;
  readonly type: string;
  readonly values: Values;
  /** Names the act: sent again after a lost answer it is still one act. */
  readonly key: string;
  readonly savedAt: number;
}

/** The entries of a form by field; several where boxes are ticked. */
export type Values = Readonly<Record<string, readonly string[]>>;

const prefix = 'chartkeeper.draft.';
/** After a working day nobody remembers what a half-written reason was about. */
const mostAgeMs = 12 * 60 * 60 * 1000;

/** Keeps a draft in the tab alone: a reload loses nothing, and it goes with the tab or when someone else signs in. */
export function keepDraft(instanceId: string, draft: KeptDraft): void {
  try {
    sessionStorage.setItem(prefix + instanceId, JSON.stringify(draft));
  } catch {
    // A host may forbid storage; then a draft lives as long as its page.
  }
}

export function forgetDraft(instanceId: string): void {
  try {
    sessionStorage.removeItem(prefix + instanceId);
  } catch {
    // As above.
  }
}

/** The draft of this user for an instance; one of somebody else, or too old, is thrown away. */
export function keptDraft(
  instanceId: string,
  userId: string,
  now: number = Date.now(),
): KeptDraft | undefined {
  try {
    const text = sessionStorage.getItem(prefix + instanceId);
    if (text === null) return undefined;
    const draft = JSON.parse(text) as KeptDraft;
    if (draft.userId === userId && now - draft.savedAt < mostAgeMs) return draft;
  } catch {
    // As above; what cannot be read is no draft.
  }
  forgetDraft(instanceId);
  return undefined;
}

export function valuesOf(data: FormData): Values {
  const values: Record<string, string[]> = {};
  for (const [name, value] of data) {
    const known = values[name] ?? [];
    values[name] = [...known, String(value)];
  }
  return values;
}
