import type { App } from '../shared/app-context.ts';
import type { KeyDialogOptions } from '../shared/key-dialog.ts';
import type { Keys } from '../shared/keymap.ts';
import { actOf } from '../shared/pressed-key.ts';
import { t } from '../shared/story-text.ts';

/** What a key can do in a physician's list, and its usual keys. */
export const inboxKeys = {
  down: ['ArrowDown', 'j'],
  up: ['ArrowUp', 'k'],
  first: ['Home'],
  last: ['End'],
  open: ['Enter'],
  tick: ['x'],
  sign: ['Ctrl+Enter'],
  decline: ['d'],
  filter: ['f'],
  help: ['?'],
} as const;

export type InboxAct = keyof typeof inboxKeys;
export type InboxKeys = Readonly<Record<InboxAct, readonly string[]>>;

export function inboxKeysNow(chosen: Keys): InboxKeys {
  return { ...inboxKeys, ...chosen };
}

/** What the pressed key means in the list, if anything. Fields and dialogs have keys of their own. */
export function inboxAct(event: KeyboardEvent, keys: InboxKeys): InboxAct | undefined {
  const target = event.composedPath()[0];
  const isField =
    target instanceof Element &&
    target.closest('dialog, select, textarea, input:not([type="checkbox"])') !== null;
  return isField ? undefined : actOf(event, keys);
}

export function inboxKeySheet(app: App): KeyDialogOptions {
  const keys = (): Keys => inboxKeysNow(app.keymap.of('inbox'));
  const words = (act: string): string => t(`inbox.key.${act as InboxAct}`);
  return { app, groups: [{ widget: 'inbox', keys, words }] };
}

/** The row that a key takes the focus to, from the one that has it; undefined for keys that move nothing. */
export function rowTo(
  act: InboxAct,
  rows: readonly HTMLElement[],
  from: HTMLElement | null,
): HTMLElement | undefined {
  const at = from === null ? -1 : rows.indexOf(from);
  const places: Readonly<Partial<Record<InboxAct, number>>> = {
    down: at + 1,
    up: at < 0 ? 0 : at - 1,
    first: 0,
    last: rows.length - 1,
  };
  const to = places[act];
  return to === undefined ? undefined : rows[Math.max(0, Math.min(rows.length - 1, to))];
}
