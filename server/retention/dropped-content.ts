import { Refusal } from '../../engine/errors.ts';
import type { KeptMessage } from '../../engine/store.ts';

/** Why a message cannot be shown or tried again; null while its content is kept. */
export function refusalOfDropped({ id, contentDroppedOn }: KeptMessage): Refusal | null {
  if (contentDroppedOn === null) return null;
  return new Refusal(
    'gone',
    `The content of message ${id} was dropped on ${contentDroppedOn}, as the site's table of retention says. What it changed is in the record; if the message itself is needed, ask its sender to send it again.`,
  );
}
