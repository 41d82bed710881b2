/** How a pressed key is written: `j`, `?`, `ArrowDown`, `Shift+ArrowDown`, `Ctrl+a`. Alt belongs to others. */
export function keyName(event: KeyboardEvent): string | undefined {
  if (event.altKey || event.defaultPrevented) return undefined;
  const isLetter = event.key.length === 1;
  const name = event.key === ' ' ? 'Space' : isLetter ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (!isLetter || name === 'Space') ? 'Shift+' : '';
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${shift}${name}`;
}

/** The act that a pressed key stands for, if any. */
export function actOf<Act extends string>(
  event: KeyboardEvent,
  keys: Readonly<Record<Act, readonly string[]>>,
): Act | undefined {
  const name = keyName(event);
  return (Object.keys(keys) as Act[]).find((act) => name && keys[act].includes(name));
}
