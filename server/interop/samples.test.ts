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
import { splitBatch } from './hl7v2/batch.ts';
import { parseMessage } from './hl7v2/message.ts';
import { facilityOf, toIncoming } from './hl7v2/to-incoming.ts';
import type { Incoming } from './incoming.ts';
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

/** Files of messages in all folders, whatever their names end with. */
function hl7v2Files(): readonly string[] {
  return readdirSync(`${data}hl7v2`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'ORIGIN.md')
    .map((entry) => `${entry.parentPath}/${entry.name}`);
}

async function keep(
  incoming: readonly Incoming[],
  store: MemoryLookup,
): Promise<readonly ResourceRow[]> {
  let made = store.rows().length;
  const { rows } = await resolveIncoming(incoming, store, {
    now: 0,
    messageId: null,
    newId: () => `r${++made}`,
  });
  store.put(rows);
  return rows;
}

const unzipped = (path: string): string => gunzipSync(readFileSync(path)).toString();

async function take(json: unknown, store: MemoryLookup): Promise<readonly ResourceRow[]> {
  return keep(fromBundle(json).incoming, store);
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
  test('every HL7 v2 message is taken, the same again changing nothing, or refused with a reason', async () => {
    const store = memoryLookup();
    const refused = new Map<string, number>();
    let taken = 0;
    for (const path of hl7v2Files()) {
      for (const bytes of splitBatch(readFileSync(path)).messages) {
        const message = parseMessage(bytes);
        try {
          const { incoming, moves } = toIncoming(message, {
            zoneOf: () => 'America/New_York',
            facilityOf: (it) => facilityOf(it, {}) ?? 'sample',
          });
          const keys = incoming.map(({ key }) => key);
          for (const move of moves) if ('into' in move) expect(keys, path).toContain(move.into);
          await keep(incoming, store);
          expect(await keep(incoming, store), path).toEqual([]);
          taken += 1;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          const place = ackErrorOf(error);
          const ack = ackFor(message, { code: 'AR', error: place, now: 0, controlId: '1' });
          expect(parseMessage(ack).segment('MSA')?.text(1)).toBe('AR');
          const reason =
            error.code === 'unsupported'
              ? `${message.type} ${message.trigger}`
              : `${place.segment}-${place.field}`;
          refused.set(reason, (refused.get(reason) ?? 0) + 1);
        }
      }
    }
    expect(taken).toBeGreaterThan(80);
    // Whole types that concern other systems, two that would delete, allergies, and three messages without a number.
    const types = /^(SIU|ORM|OMG|OML|OUL|RDE|RDS|VXU|PPR|REF) /;
    expect([...refused.keys()].filter((reason) => !types.test(reason)).sort()).toEqual([
      'ADT A29',
      'ADT A60',
      'BAR P02',
      'MRG-3',
      'PV1-19',
    ]);
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
