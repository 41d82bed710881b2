/** What a key can do on the desk; `action` stands for the letter of an action that is allowed now. */
export type TaskAct =
  | { readonly act: 'complete' | 'back' | 'claim' | 'nextDocument' | 'documentBefore' }
  | { readonly act: 'action'; readonly key: string };

/** What the pressed key means on the desk, if anything. Letters typed into a field are text. */
export function taskAct(event: KeyboardEvent): TaskAct | undefined {
  if (event.defaultPrevented) return undefined;
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
    default:
      return { act: 'action', key: event.key.toUpperCase() };
  }
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof Element && target.matches('input, select, textarea');
}
