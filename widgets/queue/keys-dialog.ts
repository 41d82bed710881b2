import { createKeyEditor, keyEditorStyles } from '../shared/key-editor.ts';
import { keySheetStyles } from '../shared/key-sheet.ts';
import { adopt } from './adopt.ts';
import { showDialog } from './dialog.ts';
import { extraStyles } from './extra.styles.ts';
import type { Drawn, QueueHost } from './queue-host.ts';

/** The keys of the list, and a way to change them. */
export function keysDialog(host: QueueHost): Drawn {
  for (const styles of [keySheetStyles, extraStyles, keyEditorStyles]) adopt(host.root, styles);
  const { keymap } = host.app;
  const { render } = createKeyEditor({
    keys: () => host.keys(),
    change: (act, keys) => keymap.change('queue', { ...keymap.of('queue'), [act]: keys }),
    reset: () => keymap.change('queue', {}),
    redraw: () => host.redraw(),
  });
  return {
    render,
    open: () => {
      host.redraw();
      showDialog(host, '#keys');
    },
  };
}
