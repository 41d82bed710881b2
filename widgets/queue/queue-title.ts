import type { Queue } from '../shared/connection.ts';
import { translation } from '../shared/text.ts';

/** The name of a queue, which the server gives in English. */
export function titleOf({ queue, title }: Queue): string {
  return translation(`queue.title.${queue}`) ?? title;
}
