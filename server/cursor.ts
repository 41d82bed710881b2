import { Refusal } from '../engine/errors.ts';
import type { SearchCursor, TaskCursor } from '../engine/store.ts';

/** List positions as the opaque texts a client hands back. */

export function toCursor({ rank, dueAt, id }: TaskCursor): string {
  return textOf([rank, dueAt, id]);
}

/** @throws Refusal `invalid-input` for a text that is no position */
export function fromCursor(text: string): TaskCursor {
  const [rank, dueAt, id] = partsOf(text);
  if (Number.isSafeInteger(rank) && Number.isSafeInteger(dueAt) && typeof id === 'string')
    return { rank: Number(rank), dueAt: Number(dueAt), id };
  throw noPosition();
}

export function toSearchCursor({ value, id }: SearchCursor): string {
  return textOf([value, id]);
}

/** @throws Refusal `invalid-input` for a text that is no position */
export function fromSearchCursor(text: string): SearchCursor {
  const [value, id] = partsOf(text);
  if ((value === null || typeof value === 'string') && typeof id === 'string') return { value, id };
  throw noPosition();
}

function textOf(parts: readonly unknown[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function partsOf(text: string): unknown[] {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const parts: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function noPosition(): Refusal {
  return new Refusal(
    'invalid-input',
    'The position is none that this server gave. Begin the list again without it.',
  );
}
