import type { KeyLine } from '../shared/key-sheet.ts';
import { t } from './record-text.ts';

export type RecordAct =
  | 'list'
  | 'find'
  | 'findNext'
  | 'findBefore'
  | 'notes'
  | 'documentBefore'
  | 'nextDocument'
  | 'pageBefore'
  | 'pageAfter'
  | 'zoomOut'
  | 'zoomIn'
  | 'fit'
  | 'turn'
  | 'thumbs'
  | 'words'
  | 'cursor'
  | 'highlight'
  | 'comment'
  | 'redact'
  | 'compare'
  | 'print'
  | 'help'
  | 'leave';

const keys: readonly (readonly [string, RecordAct])[] = [
  ['N', 'nextDocument'],
  ['P', 'documentBefore'],
  ['[', 'pageBefore'],
  [']', 'pageAfter'],
  ['/', 'find'],
  ['F3', 'findNext'],
  ['E', 'highlight'],
  ['C', 'comment'],
  ['X', 'redact'],
  ['V', 'cursor'],
  ['D', 'compare'],
  ['+', 'zoomIn'],
  ['-', 'zoomOut'],
  ['0', 'fit'],
  ['O', 'turn'],
  ['T', 'thumbs'],
  ['W', 'words'],
  ['L', 'list'],
  ['A', 'notes'],
  ['?', 'help'],
  ['ESCAPE', 'leave'],
];

/** What the pressed key means in the record, if anything. Letters typed into a field are text; a dialog has keys of its own. */
export function recordAct(event: KeyboardEvent): RecordAct | undefined {
  const target = event.composedPath()[0];
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (target instanceof Element && target.closest('dialog, input, select, textarea') !== null)
    return undefined;
  const key = event.key.toUpperCase();
  if (key === 'F3' && event.shiftKey) return 'findBefore';
  if (key === '=') return 'zoomIn';
  return keys.find(([one]) => one === key)?.[1];
}

/** Keys that mean the same on the desk around it. */
const ofDesk: ReadonlySet<RecordAct> = new Set(['nextDocument', 'documentBefore', 'help']);

/** The lines of the sheet that `?` opens. */
export function recordKeyLines(where: 'by itself' | 'within a desk'): readonly KeyLine[] {
  return [
    ...keys
      .filter(([, act]) => act !== 'leave' && (where === 'by itself' || !ofDesk.has(act)))
      .map(([key, act]) => ({ keys: [key], words: t(`record.act.${act as 'list'}`) })),
    { keys: ['⇧ F3'], words: t('record.act.findBefore') },
    { keys: ['← → ↑ ↓'], words: t('record.cursorKeys') },
    { keys: ['⇧'], words: t('record.cursorMark') },
  ];
}
