import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../engine/errors.ts';
import { ChartFacts } from '../../engine/model/chart-facts.ts';
import type { ResourceRow } from '../../engine/store.ts';
import { toChartFacts } from './chart-facts.ts';
import { fromBundle } from './fhir/bundle.ts';
import { ackErrorOf, ackFor } from './hl7v2/ack.ts';
import { parseMessage } from './hl7v2/message.ts';
import { facilityOf, toIncoming } from './hl7v2/to-incoming.ts';
import { type MemoryLookup, memoryLookup } from './memory-lookup.ts';
import { resolveIncoming } from './resolve.ts';

/** Public sample data beside the project; none of it is in the project. */
const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const isHere = existsSync(data);
if (!isHere)
  process.stdout.write(`The sample data is not at ${data}; tests over it are skipped.\n`);

function filesIn(folder: string, ends: string): readonly string[] {
  const path = `${data}${folder}`;
  return existsSync(path)
    ? readdirSync(path)
        .filter((name) => name.endsWith(ends))
        .map((name) => `${path}/${name}`)
    : [];
}

const unzipped = (path: string): string => gunzipSync(readFileSync(path)).toString();

async function take(json: unknown, store: MemoryLookup): Promise<readonly ResourceRow[]> {
  let made = store.rows().length;
  const { rows } = await resolveIncoming(fromBundle(json).incoming, store, {
    now: 0,
    messageId: null,
    newId: () => `r${++made}`,
  });
  store.put(rows);
  return rows;
}

function checkFacts(rows: readonly ResourceRow[]): number {
  const encounters = new Map<string, ResourceRow[]>();
  for (const row of rows) {
    if (row.encounterId === null) continue;
    encounters.set(row.encounterId, [...(encounters.get(row.encounterId) ?? []), row]);
  }
  const found = [...encounters.values()].map((of) => toChartFacts(of, { version: 1 }));
  return found.filter((facts) => facts !== null && ChartFacts.safeParse(facts).success).length;
}

describe.runIf(isHere)('over the sample data', () => {
  test('every HL7 v2 message is taken or refused with a reason', async () => {
    const store = memoryLookup();
    const paths = ['hl7v2/msft-fhir-converter', 'hl7v2/linuxforhealth'].flatMap((folder) =>
      filesIn(folder, '.hl7'),
    );
    const tally = { taken: 0, refused: 0 };
    for (const path of paths) {
      const message = parseMessage(readFileSync(path));
      try {
        const { incoming } = toIncoming(message, {
          zoneOf: () => 'America/New_York',
          facilityOf: (it) => facilityOf(it, {}) ?? 'sample',
        });
        let made = store.rows().length;
        const { rows } = await resolveIncoming(incoming, store, {
          now: 0,
          messageId: null,
          newId: () => `r${++made}`,
        });
        store.put(rows);
        tally.taken += 1;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const ack = ackFor(message, {
          code: 'AR',
          error: ackErrorOf(error),
          now: 0,
          controlId: '1',
        });
        expect(parseMessage(ack).segment('MSA')?.text(1)).toBe('AR');
        tally.refused += 1;
      }
    }
    expect(tally.taken).toBeGreaterThan(40);
    expect(tally.taken + tally.refused).toBe(paths.length);
  });

  test('every Synthea bundle becomes rows, and the same again changes nothing', async () => {
    for (const path of filesIn('synthea-r4', '.json.gz')) {
      const store = memoryLookup();
      const json = JSON.parse(unzipped(path)) as {
        entry: { resource: { resourceType: string } }[];
      };
      const rows = await take(json, store);
      expect(rows).toHaveLength(json.entry.length);
      const encounters = json.entry.filter(({ resource }) => resource.resourceType === 'Encounter');
      expect(checkFacts(rows)).toBe(encounters.length);
    }
  });

  test('bulk data loads with its conditional references, and none of its procedures is an operation', async () => {
    const store = memoryLookup();
    const types = [
      'Organization',
      'Location',
      'Practitioner',
      'Patient',
      'Encounter',
      'Procedure',
      'DocumentReference',
    ];
    for (const type of types) {
      const lines = unzipped(`${data}synthea-bulk-10/${type}.000.ndjson.gz`).trim().split('\n');
      const entry = lines.map((line) => {
        const resource = JSON.parse(line) as { id: string };
        return { resource, request: { method: 'PUT', url: `${type}/${resource.id}` } };
      });
      const json = { resourceType: 'Bundle', type: 'transaction', entry };
      expect(await take(json, store)).toHaveLength(lines.length);
      expect(await take(json, store)).toEqual([]);
    }
    const encounters = store.rows().filter((row) => row.type === 'Encounter');
    expect(checkFacts(store.rows())).toBe(encounters.length);
  });

  test('every official FHIR R4 example passes the checks', () => {
    for (const path of filesIn('fhir-r4-official-examples/json', '.json')) {
      const resource = JSON.parse(readFileSync(path, 'utf8')) as {
        resourceType: string;
        id: string;
      };
      const request = { method: 'PUT', url: `${resource.resourceType}/${resource.id}` };
      const json = { resourceType: 'Bundle', type: 'transaction', entry: [{ resource, request }] };
      expect(fromBundle(json).incoming, path).toHaveLength(1);
    }
  });
});
