import { recordKeyLines } from '../record/record-keys.ts';
import type { KeyLine } from '../shared/key-sheet.ts';
import { actionKeys } from './actions.ts';
import { t } from './review-text.ts';

/** What a key can do on the desk; `action` stands for the letter of an action that is allowed now. */
export type TaskAct =
  | { readonly act: 'complete' | 'back' | 'claim' | 'nextDocument' | 'documentBefore' | 'help' }
  | { readonly act: 'action'; readonly key: string };

/** What the pressed key means on the desk, if anything. Letters typed into a field are text. */
export function taskAct(event: KeyboardEvent): TaskAct | undefined {
  if (event.defaultPrevented || isInDialog(event)) return undefined;
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return { act: 'complete' };
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return undefined;
  switch (event.key.toUpperCase()) {
    case 'ESCAPE':
    case 'U':
      return { act: 'back' };
    case 'C':
      return { act: 'claim' };
    case 'N':
      return { act: 'nextDocument' };
    case 'P':
      return { act: 'documentBefore' };
    case '?':
      return { act: 'help' };
    default:
      return { act: 'action', key: event.key.toUpperCase() };
  }
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

/** The lines of the sheet that `?` opens: the desk's, then those of the record in its middle. */
export function taskKeyLines(): readonly KeyLine[] {
  return [
    { keys: ['Ctrl ↵'], words: t('keys.complete') },
    ...actionKeys().map(([key, action]) => ({ keys: [key], words: t('keys.act', { action }) })),
    { keys: ['C'], words: t('keys.claim') },
    { keys: ['N'], words: t('keys.nextDocument') },
    { keys: ['P'], words: t('keys.documentBefore') },
    { keys: ['Esc', 'U'], words: t('keys.back') },
    { keys: ['?'], words: t('keys.help') },
    ...recordKeyLines('within a desk'),
  ];
}
