import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Refusal } from '../../../engine/errors.ts';
import { memoryLookup } from '../memory-lookup.ts';
import { resolveIncoming } from '../resolve.ts';
import { ackErrorOf } from './ack.ts';
import { acknowledgementsForUnreadable } from './acknowledgements.ts';
import { splitBatch } from './batch.ts';
import { parseMessage } from './message.ts';
import { toIncoming } from './to-incoming.ts';

const start = (type: string): readonly string[] => [
  `MSH|^~\\&|EHR|GH|CK|HIM|20260301080100||${type}|1|P|2.5.1|||AL|AL`,
  'EVN||20260301080000',
  'PID|1||700^^^GH^MR||Roe^Ann||19800102|F||||||||||A2',
];
const pv1 = 'PV1|1|I|4W^12^A^general||||501^Hale^Mira||||||||||||V100';
const samples: readonly (readonly string[])[] = [
  [...start('ADT^A40'), 'MRG|701||A1||V99', 'PID|2||702', 'MRG|703'],
  [...start('ADT^A45'), 'MRG|701||A1||V99', pv1, 'MRG|701||A1||V98', pv1],
  [
    ...start('ORU^R01'),
    pv1,
    'OBR|1|P1|F1^LAB|11526-1^Pathology^LN|||20260302|||||||||||||||20260303||SP|F|||||||504&Osei&Ada^20260303',
    'OBX|1|TX|1^Text||Adeno\\X41\\||||||F',
    'OBX|2|SN|2^Count||>^10^-^20|g^^UCUM|1-2|H|||C|||20260302',
    'OBX|3|ED|3^File||^AP^PDF^Base64^JVBERi0=||||||F',
  ],
  [
    ...start('DFT^P03'),
    pv1,
    'FT1|1|T1||20260302||CG|C1^Film|||2||50&USD|||||||R07.9^^I10|504|||||71045^^C4|26',
    'DG1|1||I21.4^MI^I10||20260302|F|||||||||1|501||||D1|A|||||Y',
    'PR1|1||80146002^Op^SCT||20260302|||504|||503',
    'IN1|1|HMO|P9|Blue||||G7||||20260101|20261231',
  ],
];

test('a message of any kind damaged anywhere is taken or refused, and its answer can be read', async () => {
  const put = fc.oneof(
    fc.constantFrom('|', '^', '~', '\\', '&', '\r', '\n', '""', '-1', 'PID|', 'MRG|', '1e999'),
    fc.string({ maxLength: 8 }),
  );
  const cut = fc.record({ at: fc.nat(700), length: fc.nat(12), put });
  const cuts = fc.array(cut, { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...samples), cuts, async (lines, damages) => {
      const text = damages.reduce(
        (now, one) => now.slice(0, one.at) + one.put + now.slice(one.at + one.length),
        lines.join('\r'),
      );
      for (const bytes of splitBatch(new TextEncoder().encode(text)).messages) {
        try {
          const options = { zoneOf: () => 'Asia/Kathmandu', facilityOf: () => 'general' };
          const { incoming, moves } = toIncoming(parseMessage(bytes), options);
          const keys = incoming.map(({ key }) => key);
          for (const move of moves) if ('into' in move) expect(keys).toContain(move.into);
          await resolveIncoming(incoming, memoryLookup(), {
            now: 0,
            messageId: null,
            newId: () => crypto.randomUUID(),
          });
          expect(JSON.stringify(incoming)).not.toContain('null}');
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
          const outcome = { code: 'AE', error: ackErrorOf(error as Refusal) } as const;
          const { answers } = acknowledgementsForUnreadable(bytes, outcome, {
            now: 0,
            newId: () => '1',
          });
          for (const answer of answers) expect(parseMessage(answer).segment('MSA')).toBeDefined();
        }
      }
    }),
    { numRuns: 3000, seed: 7 },
  );
});
