import { adopt } from '../shared/adopt.ts';
import { createKeyEditor, keyEditorStyles } from '../shared/key-editor.ts';
import { textsFrom } from '../shared/text.ts';
import { enKeys } from '../shared/texts/en-keys.ts';
import { showDialog } from './dialog.ts';
import type { Drawn, QueueHost } from './queue-host.ts';

const { maybeText } = textsFrom(enKeys);

/** The keys of the list, and a way to change them. */
export function keysDialog(host: QueueHost): Drawn {
  adopt(host.root, keyEditorStyles);
  const { render } = createKeyEditor({
    groups: [
      {
        widget: 'queue',
        keys: () => host.keys(),
        words: (act) => maybeText(`keys.${act}`) ?? act,
      },
    ],
    keymap: host.app.keymap,
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
