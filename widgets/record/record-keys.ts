import { deskKeysNow } from '../review/desk-keys.ts';
import type { App } from '../shared/app-context.ts';
import type { KeyDialogOptions } from '../shared/key-dialog.ts';
import type { KeyGroup } from '../shared/key-editor.ts';
import type { Keys } from '../shared/keymap.ts';
import { actOf } from '../shared/pressed-key.ts';
import { t } from './record-text.ts';

/** What a key can do in the record, and its usual keys. */
export const recordKeys = {
  nextDocument: ['n'],
  documentBefore: ['p'],
  pageBefore: ['['],
  pageAfter: [']'],
  find: ['/'],
  findNext: ['F3'],
  findBefore: ['Shift+F3'],
  highlight: ['e'],
  comment: ['c'],
  redact: ['x'],
  edit: ['F2'],
  withdraw: ['Delete'],
  cursor: ['v'],
  compare: ['d'],
  zoomIn: ['+', '='],
  zoomOut: ['-'],
  fit: ['0'],
  turn: ['o'],
  thumbs: ['t'],
  words: ['w'],
  list: ['l'],
  notes: ['a'],
  help: ['?'],
} as const;

/** `print` has a button and no key; `leave` is Escape, which ends what is begun everywhere. */
export type RecordAct = keyof typeof recordKeys | 'print' | 'leave';
export type RecordKeys = Readonly<Record<keyof typeof recordKeys, readonly string[]>>;

/** On a desk the key of a comment is also the one that claims: it comments where words are marked. */
export const alikeKeys = ['comment', 'claim'];

/** On the desk around it the desk's own keys do these. */
const ofDesk: readonly string[] = ['nextDocument', 'documentBefore', 'help'];

/** The keys as they are now: the usual ones and those the user chose. */
export function recordKeysNow(chosen: Keys): RecordKeys {
  return { ...recordKeys, ...chosen };
}

/** What the pressed key means in the record, if anything. Letters typed into a field are text; a dialog has keys of its own. */
export function recordAct(
  event: KeyboardEvent,
  keys: RecordKeys,
  isInDesk: boolean,
): RecordAct | undefined {
  const target = event.composedPath()[0];
  if (event.defaultPrevented) return undefined;
  if (target instanceof Element && target.closest('dialog, input, select, textarea') !== null)
    return undefined;
  if (event.key === 'Escape') return 'leave';
  const act = actOf(event, keys);
  return isInDesk && act !== undefined && ofDesk.includes(act) ? undefined : act;
}

type Where = 'by itself' | 'within a desk';

/** The record's part of the sheet that `?` opens. */
export function recordKeyGroup({ keymap }: App, where: Where): KeyGroup {
  return {
    widget: 'record',
    keys: () => {
      const all = Object.entries(recordKeysNow(keymap.of('record')));
      return Object.fromEntries(
        all.filter(([act]) => where === 'by itself' || !ofDesk.includes(act)),
      );
    },
    words: (act) => t(`record.act.${act as 'list'}`),
    fixed: [
      { keys: ['←', '→', '↑', '↓'], words: t('record.cursorKeys') },
      { keys: ['⇧'], words: t('record.cursorMark') },
    ],
  };
}

/** The sheet of a record that stands by itself. Keys of the desk it may stand on at other times are left to that. */
export function recordKeySheet(app: App): KeyDialogOptions {
  return {
    app,
    alike: alikeKeys,
    groups: [recordKeyGroup(app, 'by itself'), deskKeyGroup(app)],
  };
}

function deskKeyGroup({ keymap }: App): KeyGroup {
  return {
    widget: 'review',
    isElsewhere: true,
    keys: () => {
      const all = Object.entries(deskKeysNow(keymap.of('review')));
      return Object.fromEntries(all.filter(([act]) => !ofDesk.includes(act)));
    },
    words: (act) => t(`record.deskKey.${act as 'back'}`),
  };
}
