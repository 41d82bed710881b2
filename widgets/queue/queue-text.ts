import { textsFrom } from '../shared/text.ts';
import { en } from '../shared/texts/en.ts';
import { enKeys } from '../shared/texts/en-keys.ts';
import { enQueue } from '../shared/texts/en-queue.ts';

/** The words of the lists' parts that come later. */
export const { t, maybeText } = textsFrom({ ...en, ...enKeys, ...enQueue });
