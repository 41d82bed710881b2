import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Refusal } from '../../../engine/errors.ts';
import { memoryLookup } from '../memory-lookup.ts';
import { resolveIncoming } from '../resolve.ts';
import { dischargeSummary } from './discharge-summary.fixture.ts';
import { readCcda } from './read-ccda.ts';
import { ccdaToIncoming } from './to-incoming.ts';

const runs = process.env.CHARTKEEPER_SOAK ? 20_000 : 300;
const sample = new TextDecoder().decode(dischargeSummary());

/** Values put for others, so that the XML mostly stays well-formed, and damage at random places. */
const damage = fc.array(
  fc.record({
    at: fc.nat(sample.length),
    cut: fc.nat(8),
    put: fc.oneof(
      fc.constantFrom('', '"', '<', '</', '&amp;', '&x;', ' nullFlavor="UNK"', 'extension=""'),
      fc.string({ maxLength: 6 }),
    ),
    isValue: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);

test('a damaged C-CDA document is taken or refused, through the whole of the path', async () => {
  await fc.assert(
    fc.asyncProperty(damage, async (cuts) => {
      const text = cuts.reduce((now, { at, cut, put, isValue }) => {
        const place = isValue ? now.indexOf('="', at % now.length) + 2 : at;
        return now.slice(0, place) + put + now.slice(place + cut);
      }, sample);
      const bytes = new TextEncoder().encode(text);
      try {
        const document = readCcda(bytes);
        const intake = { facility: 'general', zone: 'Asia/Kathmandu', systems: {}, bytes };
        await resolveIncoming(ccdaToIncoming(document, intake), memoryLookup(), {
          now: 0,
          messageId: null,
          newId: () => crypto.randomUUID(),
        });
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
      }
    }),
    { numRuns: runs, seed: 13 },
  );
});
