import type { HimRecord } from '../record/record.ts';

/**
 * Puts the focus where reading begins: on the document's title, or on the panel where there is no document or no
 * room for it. False when neither is drawn yet.
 */
export function focusDesk(root: ParentNode): boolean {
  const record = root.querySelector<HimRecord>('him-record');
  const title = record?.titleElement ?? root.querySelector<HTMLElement>('#document-title');
  const isAwaited = record !== null && title === null && record.checkVisibility();
  const isNarrow = root.querySelector('.back')?.checkVisibility() && !title?.checkVisibility();
  const target =
    title?.checkVisibility() || !isNarrow ? title : root.querySelector<HTMLElement>('#panel');
  target?.focus({ preventScroll: true });
  return target != null && !isAwaited;
}
