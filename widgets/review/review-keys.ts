import { alikeKeys, recordKeyGroup } from '../record/record-keys.ts';
import type { App } from '../shared/app-context.ts';
import type { KeyDialogOptions } from '../shared/key-dialog.ts';
import { actOf } from '../shared/pressed-key.ts';
import { type DeskAct, type DeskKeys, deskKeysNow } from './desk-keys.ts';
import { t } from './review-text.ts';

/** What the pressed key means on the desk, if anything. Letters typed into a field are text. */
export function deskAct(event: KeyboardEvent, keys: DeskKeys): DeskAct | undefined {
  const act = isInDialog(event) ? undefined : actOf(event, keys);
  return isTyping(event) && !event.ctrlKey && !event.metaKey ? undefined : act;
}

/** A dialog has keys of its own: Escape closes it and nothing more. */
function isInDialog(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof Element && target.closest('dialog') !== null;
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof Element && target.matches('input, select, textarea');
}

/** The sheet that `?` opens: the desk's keys, then those of the record in its middle. */
export function deskKeySheet(app: App): KeyDialogOptions {
  return {
    app,
    alike: alikeKeys,
    groups: [
      {
        widget: 'review',
        keys: () => deskKeysNow(app.keymap.of('review')),
        words: (act) => t(`task.key.${act as DeskAct}`),
      },
      { ...recordKeyGroup(app, 'within a desk'), title: t('task.key.ofRecord') },
    ],
  };
}
