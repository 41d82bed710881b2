import { textsFrom } from '../shared/text.ts';
import { en } from '../shared/texts/en.ts';
import { enEvents } from '../shared/texts/en-events.ts';
import { enKeys } from '../shared/texts/en-keys.ts';
import { enTask } from '../shared/texts/en-task.ts';

/** The words of the desk: those of the lists and its own. */
export const { t, maybeText, serverText } = textsFrom({ ...en, ...enKeys, ...enEvents, ...enTask });
