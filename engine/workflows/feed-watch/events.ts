import { z } from 'zod';

const Instant = z.number().int();

/** How a feed fell silent. */
const Silence = z.object({
  /** When it last said something. */
  lastAt: Instant,
  /** After how many minutes of silence it counts as silent: its usual gap with a margin, or the site's row. */
  silentAfterMinutes: z.number().int().positive(),
  dueAt: Instant,
  dueOn: z.iso.date(),
});

export const feedWatchInput = Silence.extend({
  /** The sending application and facility, `MSH-3|MSH-4`; the user's id for FHIR. */
  sender: z.string().min(1),
  facility: z.string(),
  zone: z.string(),
});
export type FeedWatchInput = z.infer<typeof feedWatchInput>;

export const feedWatchEvents = {
  'feed.silent': Silence,
  'feed.spoke': z.object({ lastAt: Instant }),
  'feed.acknowledge': z.object({ note: z.string().trim().min(3).max(500).describe('Note') }),
  'feed.mute': z.object({ until: z.iso.date().describe('Until') }),
  'muteEnd.pass': z.object({}),
} as const;
