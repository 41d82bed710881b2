import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { systemUser } from '../../engine/model/user.ts';
import { tokenFor } from '../../server/cli/connection.ts';
import { startServer } from './bench-server.ts';
import type { Line } from './table.ts';

/** Constant, give or take what a garbage collector leaves lying about. */
const ratioBar = 1.5;

export interface LoadSizes {
  /** Megabytes. */
  readonly few: number;
  readonly many: number;
}

/** The most memory a server ever had while it loaded a file, and a file ten times as long. */
export async function loadMemory({ few, many }: LoadSizes): Promise<Line[]> {
  const small = await loadOf(few);
  const large = await loadOf(many);
  const ratio = large.peakMb / small.peakMb;
  return [
    {
      what: `Peak memory of a server that loads ${many} MB of NDJSON, against ${few} MB`,
      value: `${large.peakMb.toFixed(0)} MB, ${small.peakMb.toFixed(0)} MB; ${large.lines.toLocaleString('en')} resources at ${Math.round(large.lines / large.seconds)}/s, ${(many / large.seconds).toFixed(1)} MB/s`,
      ratio,
      bar: `≤ ${ratioBar}`,
      isMet: ratio <= ratioBar,
    },
  ];
}

async function loadOf(megabytes: number) {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-bench-'));
  const db = join(folder, 'load.db');
  const file = join(folder, 'DocumentReference.ndjson');
  const lines = await writeFileOf(file, megabytes * 1_000_000);
  const server = await startServer(db, ['--empty']);
  try {
    const token = await tokenFor(db, systemUser, 7200);
    const started = performance.now();
    const response = await fetch(`${server.url}/fhir/$load?bytes=${statSync(file).size}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/fhir+ndjson',
        'idempotency-key': `load-${megabytes}`,
      },
      body: Readable.toWeb(createReadStream(file)),
      duplex: 'half',
    } as RequestInit);
    const job = (await response.json()) as { state: string; taken: number };
    if (job.taken !== lines) throw new Error(JSON.stringify(job));
    const seconds = (performance.now() - started) / 1000;
    return { lines, seconds, peakMb: server.peakRssMb() };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Notes of many patients with their words inline, about 10 kB a line, as bulk exports hold them. */
async function writeFileOf(file: string, bytes: number): Promise<number> {
  const out = createWriteStream(file);
  let [written, lines] = [0, 0];
  while (written < bytes) {
    const line = `${JSON.stringify(note(lines))}\n`;
    lines += 1;
    written += line.length;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await finished(out);
  return lines;
}

const words = 'The patient was seen on the ward and had no complaint of note. '.repeat(110);

function note(n: number): object {
  return {
    resourceType: 'DocumentReference',
    id: `note-${n}`,
    status: 'current',
    docStatus: 'final',
    type: {
      coding: [{ system: 'http://loinc.org', code: '34117-2', display: 'History and physical' }],
    },
    subject: { reference: `Patient/patient-${n % 5000}` },
    date: '2026-01-15T10:00:00Z',
    identifier: [{ system: 'urn:bench', value: `note-${n}` }],
    content: [
      {
        attachment: {
          contentType: 'text/plain',
          data: Buffer.from(`Note ${n}\n${words}`).toString('base64'),
        },
      },
    ],
  };
}
