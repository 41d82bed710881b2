const controls = 'button:not(:disabled), input:not(:disabled), select:not(:disabled)';
/** Which control of a toolbar Tab comes to: the one that was used last. */
const stops = new WeakMap<Element, HTMLElement>();

/**
 * One tab stop for a whole toolbar, to be called whenever it was drawn: https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/.
 */
export function keepOneStop(bar: HTMLElement | null): void {
  if (bar === null) return;
  const all = [...bar.querySelectorAll<HTMLElement>(controls)];
  const last = stops.get(bar);
  const stop = last !== undefined && all.includes(last) ? last : all[0];
  for (const one of all) one.tabIndex = one === stop ? 0 : -1;
}

/** Arrows go from control to control in reading order and round, Home and End to the ends. */
export function pressedInToolbar(event: KeyboardEvent): void {
  const bar = event.currentTarget as HTMLElement;
  const at = event.target as HTMLElement;
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  if (!mayLeave(at, event.key)) return;
  const all = [...bar.querySelectorAll<HTMLElement>(controls)].filter((one) =>
    one.checkVisibility(),
  );
  const isRtl = getComputedStyle(bar).direction === 'rtl';
  const from = all.indexOf(at);
  const places: Readonly<Record<string, number>> = {
    [isRtl ? 'ArrowLeft' : 'ArrowRight']: from + 1,
    [isRtl ? 'ArrowRight' : 'ArrowLeft']: from - 1,
    Home: 0,
    End: all.length - 1,
  };
  const to = places[event.key];
  if (to === undefined || from < 0) return;
  event.preventDefault();
  event.stopPropagation();
  all[(to + all.length) % all.length]?.focus();
}

/** Wherever the focus comes to in a toolbar, Tab comes back to. */
export function focusedInToolbar(event: FocusEvent): void {
  const bar = event.currentTarget as HTMLElement;
  stops.set(bar, event.target as HTMLElement);
  keepOneStop(bar);
}

/** In a field the keys move the caret first, and lead on from the end it comes to. */
function mayLeave(at: HTMLElement, key: string): boolean {
  if (!(at instanceof HTMLInputElement)) return true;
  const { selectionStart, selectionEnd, value } = at;
  if (selectionStart !== selectionEnd) return false;
  return ['ArrowLeft', 'Home'].includes(key) ? selectionStart === 0 : selectionEnd === value.length;
}
