import type { Connection } from '../shared/connection.ts';
import type { KeyChanges, Keymap } from '../shared/keymap.ts';

const prefix = 'chartkeeper.keys.';

/**
 * The keys a user chose: the host's when it gives them, else kept in this browser under the user's id, for machines
 * are shared. Who the user is, is asked only where somebody kept keys at all.
 */
export function createKeptKeys(options: {
  /** Its `keys` are the host's, where the host gives them. */
  readonly host: HTMLElement & { readonly keys: KeyChanges | undefined };
  readonly connection: Connection;
  onChange(): void;
}): Keymap {
  const { host, connection, onChange } = options;
  let kept: KeyChanges = {};
  void load().catch(() => undefined);

  return {
    of: (widget) => (host.keys ?? kept)[widget] ?? {},
    change(widget, keys) {
      kept = { ...(host.keys ?? kept), [widget]: keys };
      const told = new CustomEvent('him-keys-change', {
        detail: { keys: kept },
        bubbles: true,
        composed: true,
        cancelable: true,
      });
      if (host.dispatchEvent(told) && host.keys === undefined)
        void store(kept).catch(() => undefined);
      onChange();
    },
  };

  async function store(keys: KeyChanges): Promise<void> {
    const key = prefix + (await connection.me()).id;
    // A browser that keeps nothing has them until the page is left.
    attempt(() => localStorage.setItem(key, JSON.stringify(keys)));
  }

  async function load(): Promise<void> {
    if (host.keys !== undefined) onChange();
    const isAny = attempt(() => Object.keys(localStorage).some((key) => key.startsWith(prefix)));
    if (host.keys !== undefined || isAny !== true) return;
    const key = prefix + (await connection.me()).id;
    const text = attempt(() => localStorage.getItem(key));
    kept = (attempt(() => JSON.parse(text ?? '{}')) as KeyChanges | undefined) ?? {};
    onChange();
  }
}

function attempt<Answer>(act: () => Answer): Answer | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
