import { humanise } from './humanise.ts';
import { textsFrom } from './text.ts';
import { en } from './texts/en.ts';
import { enEvents } from './texts/en-events.ts';
import { enLists } from './texts/en-lists.ts';
import { enNames } from './texts/en-names.ts';
import { enStates } from './texts/en-states.ts';
import { enStory } from './texts/en-story.ts';
import { enTask } from './texts/en-task.ts';

/** The words of the widgets that tell how and why: with those of the desk, for events, roles and document types. */
export const { t, maybeText, serverText } = textsFrom({
  ...en,
  ...enEvents,
  ...enTask,
  ...enNames,
  ...enStates,
  ...enStory,
  ...enLists,
});

/** The words for a name in a family of texts, made up when we have none. */
export function wordsFor(family: string, name: string): string {
  return maybeText(`${family}.${name}`) ?? humanise(name);
}
