import type { KeyChanges, Keymap } from '../shared/keymap.ts';

const prefix = 'chartkeeper.keys.';

/**
 * The keys a user chose: the host's when it gives them, else kept in this browser under the user's id, for machines
 * are shared. Who the user is, is asked only where somebody kept keys at all.
 */
export function createKeptKeys(options: {
  given(): KeyChanges | undefined;
  userId(): Promise<string>;
  /** Tells the host; false when it keeps them itself. */
  tell(keys: KeyChanges): boolean;
  onChange(): void;
}): Keymap & { load(): Promise<void> } {
  const { given, userId, tell, onChange } = options;
  let kept: KeyChanges = {};

  async function store(keys: KeyChanges): Promise<void> {
    const key = prefix + (await userId());
    // A browser that keeps nothing has them until the page is left.
    attempt(() => localStorage.setItem(key, JSON.stringify(keys)));
  }

  return {
    async load() {
      const isAny = attempt(() => Object.keys(localStorage).some((key) => key.startsWith(prefix)));
      if (given() !== undefined || isAny !== true) return;
      const key = prefix + (await userId());
      const text = attempt(() => localStorage.getItem(key));
      kept = (attempt(() => JSON.parse(text ?? '{}')) as KeyChanges | undefined) ?? {};
      onChange();
    },
    of: (widget) => (given() ?? kept)[widget] ?? {},
    change(widget, keys) {
      kept = { ...(given() ?? kept), [widget]: keys };
      if (tell(kept) && given() === undefined) void store(kept).catch(() => undefined);
      onChange();
    },
  };
}

function attempt<Answer>(act: () => Answer): Answer | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
