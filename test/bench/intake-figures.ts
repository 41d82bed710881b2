import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemUser } from '../../engine/model/user.ts';
import { tokenFor } from '../../server/cli/connection.ts';
import { type BenchServer, startServer } from './bench-server.ts';
import { feedEndurance } from './feed-endurance.ts';
import { stayMessages } from './hl7-feed.ts';
import { loadMemory } from './load-memory.ts';
import { openMllp } from './mllp-client.ts';
import { type Line, median } from './table.ts';

const connections = 32;
const dayMs = 24 * 60 * 60 * 1000;
const rateBar = 500;
const bundleBarSeconds = 2;
/** Of the built bundles the first warms the server up. */
const bundles = 4;

/** What comes in: HL7 over MLLP at full speed and at a hospital's, a transaction of a thousand, a file of a gigabyte. */
export async function intakeFigures(isSmall: boolean): Promise<Line[]> {
  return [
    await hl7Rate(isSmall ? 10_000 : 30_000),
    await feedEndurance(60),
    await thousandResources(),
    ...(await loadMemory(isSmall ? { few: 10, many: 100 } : { few: 100, many: 1000 })),
  ];
}

async function withServer<Result>(
  work: (server: BenchServer, db: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-bench-'));
  const db = join(folder, 'intake.db');
  const server = await startServer(db, ['--empty', '--mllp', '0']);
  try {
    return await work(server, db);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Each connection sends the next message when the last is acknowledged; counted once the server is warm. */
function hl7Rate(ms: number): Promise<Line> {
  return withServer(async ({ mllpPort }) => {
    let [acknowledged, counted] = [0, 0];
    const start = performance.now();
    const [from, until] = [start + ms / 4, start + ms];
    await Promise.all(
      Array.from({ length: connections }, async (_, n) => {
        const client = await openMllp(mllpPort ?? 0);
        for (let stay = 0; performance.now() < until; stay += 1) {
          for (const { text, controlId } of stayMessages(`R${n}x${stay}`, Date.now() - 2 * dayMs)) {
            const answer = await client.send(text);
            if (!answer.includes(`MSA|AA|${controlId}`)) throw new Error(answer);
            acknowledged += 1;
            const now = performance.now();
            if (now >= from && now < until) counted += 1;
          }
        }
        client.close();
      }),
    );
    const rate = counted / ((until - from) / 1000);
    return {
      what: `HL7 v2 over MLLP into SQLite, FULL, ${connections} connections (ADT, ORU, MDM)`,
      value: `${Math.round(rate)} messages/s, ${acknowledged.toLocaleString('en')} in all`,
      ratio: rate / rateBar,
      bar: `≥ ${rateBar}/s`,
      isMet: rate >= rateBar,
    };
  });
}

function thousandResources(): Promise<Line> {
  return withServer(async ({ url }, db) => {
    const token = await tokenFor(db, systemUser, 600);
    const seconds: number[] = [];
    for (let n = 0; n < bundles; n += 1) {
      const body = JSON.stringify(bundleOf(n, 1000));
      const started = performance.now();
      const response = await fetch(`${url}/fhir`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
        body,
      });
      if (!response.ok) throw new Error(await response.text());
      await response.arrayBuffer();
      seconds.push((performance.now() - started) / 1000);
    }
    const first = seconds[0] ?? Number.NaN;
    const typical = median(seconds.slice(1));
    return {
      what: 'FHIR transaction of 1,000 resources',
      value: `${typical.toFixed(2)} s, the first ${first.toFixed(2)} s`,
      ratio: Math.max(...seconds) / bundleBarSeconds,
      bar: `< ${bundleBarSeconds} s`,
      isMet: Math.max(...seconds) < bundleBarSeconds,
    };
  });
}

/** One patient's long stay: an encounter with its observations, conditions and documents. */
function bundleOf(n: number, count: number): object {
  const subject = { reference: `urn:uuid:patient-${n}` };
  const encounter = { reference: `urn:uuid:encounter-${n}` };
  const system = 'urn:bench';
  const entry = (fullUrl: string, resource: { resourceType: string; [key: string]: unknown }) => ({
    fullUrl,
    resource,
    request: { method: 'POST', url: resource.resourceType },
  });
  const patient = {
    resourceType: 'Patient',
    identifier: [{ system, value: `P${n}` }],
    name: [{ family: 'Quill', given: ['Nora'] }],
  };
  const stay = {
    resourceType: 'Encounter',
    status: 'finished',
    class: { code: 'IMP' },
    subject,
    identifier: [{ system, value: `E${n}` }],
    period: { start: '2026-11-01T08:00:00Z', end: '2026-11-20T08:00:00Z' },
  };
  const observations = Array.from({ length: count - 2 }, (_, index) =>
    entry(`urn:uuid:observation-${n}-${index}`, {
      resourceType: 'Observation',
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '718-7', display: 'Hemoglobin' }] },
      subject,
      encounter,
      effectiveDateTime: `2026-11-0${1 + (index % 9)}T10:00:00Z`,
      valueQuantity: { value: 10 + (index % 50) / 10, unit: 'g/dL' },
    }),
  );
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      entry(`urn:uuid:patient-${n}`, patient),
      entry(`urn:uuid:encounter-${n}`, stay),
      ...observations,
    ],
  };
}
