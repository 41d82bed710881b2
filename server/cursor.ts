import { Refusal } from '../engine/errors.ts';
import type { TaskCursor } from '../engine/store.ts';

/** A list position as the opaque text a client hands back. */
export function toCursor({ rank, dueAt, id }: TaskCursor): string {
  const bytes = new TextEncoder().encode(JSON.stringify([rank, dueAt, id]));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** @throws Refusal `invalid-input` for a text that is no position */
export function fromCursor(text: string): TaskCursor {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const [rank, dueAt, id]: unknown[] = JSON.parse(new TextDecoder().decode(bytes));
    if (Number.isSafeInteger(rank) && Number.isSafeInteger(dueAt) && typeof id === 'string')
      return { rank: Number(rank), dueAt: Number(dueAt), id };
  } catch {
    // Falls through to the refusal: whatever was wrong with it, the cure is the same.
  }
  throw new Refusal(
    'invalid-input',
    '"after" is not a position this server gave. Begin the list again without it.',
  );
}
