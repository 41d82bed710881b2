import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Refusal } from '../../engine/errors.ts';
import { fromBundle } from './fhir/bundle.ts';
import { ackForUnreadable } from './hl7v2/ack.ts';
import { parseMessage } from './hl7v2/message.ts';
import { toIncoming } from './hl7v2/to-incoming.ts';
import { memoryLookup } from './memory-lookup.ts';
import { resolveIncoming } from './resolve.ts';

const sample = [
  'MSH|^~\\&|EHR|GH|CK|HIM|20260301080100||MDM^T10|1|P|2.5.1|||||| UNICODE UTF-8',
  'EVN||20260301080000||||20260301080000',
  'PID|1||700^^^GH&1.2&ISO^MR~8^^^SSA^SS||Roe^Ann^B||19800102|F',
  'PV1|1|I|4W^12^A^general||||501^Hale^Mira||502^Ito^Ken~503||MED|||||||504|||V100|||||||||||||||||01|||||||||202603010730|202603051015',
  'PR1|1||80146002^Appendectomy^SCT||202603021300||60|504|||503',
  'TXA|1|DS^Summary|TX||501|202603060900|||501|505||D2|D1||||LA|||||501^Hale^^^^^^^^^^^^^202603071130',
  'OBX|1|FT|||first\\.br\\second\\X41\\',
].join('\r');

/** The same outcome whatever comes: taken, or refused in our own words. */
async function takenOrRefused(act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
  }
}

const resolve = (incoming: Parameters<typeof resolveIncoming>[0]) =>
  resolveIncoming(incoming, memoryLookup(), {
    now: 0,
    messageId: null,
    newId: () => crypto.randomUUID(),
  });

test('a message damaged anywhere is taken or refused, and always answered', async () => {
  const damage = fc.array(
    fc.record({
      at: fc.nat(sample.length),
      cut: fc.nat(12),
      put: fc.oneof(
        fc.constantFrom('|', '^', '~', '\\', '&', '\r', '\n', '""', '\\X4', 'MSH'),
        fc.string({ maxLength: 8 }),
      ),
    }),
    { minLength: 1, maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(damage, async (cuts) => {
      const text = cuts.reduce(
        (now, { at, cut, put }) => now.slice(0, at) + put + now.slice(at + cut),
        sample,
      );
      await takenOrRefused(() => {
        const options = { zoneOf: () => 'Asia/Kathmandu', facilityOf: () => 'general' };
        return resolve(toIncoming(parseMessage(text), options).incoming);
      });
      expect(ackForUnreadable(text, { code: 'AR', now: 0, controlId: '1' })).toMatch(/^MSH/);
    }),
    { numRuns: 2000, seed: 7 },
  );
});

test('a bundle of any JSON is taken or refused', async () => {
  const types = fc.constantFrom(
    'Patient',
    'Encounter',
    'DocumentReference',
    'Procedure',
    'Composition',
    'Basic',
  );
  const odd = fc.jsonValue({ maxDepth: 4 });
  const entry = types.chain((type) =>
    fc.record({
      fullUrl: fc.oneof(
        fc.constantFrom('urn:uuid:1', 'urn:uuid:2', 'http://x.example/Patient/1'),
        odd,
      ),
      resource: fc.record(
        {
          resourceType: fc.constant(type),
          id: fc.oneof(fc.constant('1'), odd),
          status: fc.oneof(fc.constantFrom('finished', 'current', 'completed', 'final'), odd),
          class: fc.oneof(fc.constant({ code: 'IMP' }), odd),
          identifier: fc.oneof(fc.constant([{ system: 's', value: 'v' }]), odd),
          subject: fc.oneof(
            fc.constantFrom({ reference: 'urn:uuid:1' }, { reference: 'Patient?identifier=s|v' }),
            odd,
          ),
          context: odd,
          content: fc.oneof(fc.constant([{ attachment: { url: 'urn:uuid:2' } }]), odd),
        },
        { requiredKeys: ['resourceType'] },
      ),
      request: fc.record({
        method: fc.constantFrom('POST', 'PUT', 'DELETE', 'GET'),
        url: fc.constantFrom(type, `${type}/1`, `${type}?identifier=s|v`, `${type}?x`, ''),
      }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 4 }), (entries) =>
      takenOrRefused(() =>
        resolve(
          fromBundle({ resourceType: 'Bundle', type: 'transaction', entry: entries }).incoming,
        ),
      ),
    ),
    { numRuns: 2000, seed: 7 },
  );
});
