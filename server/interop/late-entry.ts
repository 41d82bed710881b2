import { lateEntryUrl } from './extensions.ts';
import { type Element, extensionOf } from './fhir/element.ts';

/**
 * Whether its source says of a document that it is a late entry, as it must (CMS Pub. 100-08, chapter 3, 3.3.2.5: a
 * delayed entry is identified as such, with its own date and author). That it came late says nothing.
 */
export function isLateEntry(body: Element, title: string | null): boolean {
  const said = extensionOf(body, lateEntryUrl)?.valueBoolean;
  return typeof said === 'boolean' ? said : title !== null && titlePattern.test(title);
}

/** `Late entry`, `LATE ENTRY: Progress note`, `Late entry for 10/12`, `Progress note (late entry)`; not `Late entry policy`. */
const titlePattern =
  /^\s*late[ -]entry(?=\s*(?:$|[:;,./()–—-]|for\b|of\b))|[:;,/(–—-]\s*late[ -]entry\s*\)?\s*$/i;

/**
 * When a late entry was written: of the instants its source claims the first that comes after what it tells of, for
 * one that does not is the date of the event and no date of writing. Null where there is none.
 */
export function lateEntryWrittenAt(
  eventAt: number | null,
  claimed: readonly (number | null)[],
): number | null {
  return claimed.find((at) => at !== null && (eventAt === null || at > eventAt)) ?? null;
}
