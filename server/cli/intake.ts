import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Print } from './commands.ts';
import type { Connection } from './connection.ts';
import { loadFile } from './load-file.ts';

export interface IntakeResult {
  /** Files of which something could not be used. */
  readonly refused: number;
  readonly isStopped: boolean;
}

/**
 * Sends files of FHIR Bundles, Bulk Data (NDJSON) or HL7 v2 messages; one bad file does not stop the others. Each has
 * to find what it refers to, so files of places and people go before those that name them.
 */
export async function intakeFiles(
  connection: Connection,
  files: readonly string[],
  print: Print,
): Promise<IntakeResult> {
  let [taken, refused] = [0, 0];
  for (const file of inOrder(files)) {
    if (isNdjson(file)) {
      const load = await loadFile(connection, file, print);
      if (load.isStopped) return { refused, isStopped: true };
      if (load.refused === 0) taken += 1;
      else refused += 1;
    } else if (await sendFile(connection, file, print)) taken += 1;
    else refused += 1;
  }
  print(`${taken} taken, ${refused} refused`);
  return { refused, isStopped: false };
}

function isNdjson(file: string): boolean {
  return /\.ndjson(\.gz)?$/.test(file);
}

const before = [
  'Organization',
  'Location',
  'Practitioner',
  'PractitionerRole',
  'Patient',
  'Encounter',
];

/** Files that are no NDJSON first, in their order; then by the type in the name (`Patient.000.ndjson`). */
function inOrder(files: readonly string[]): readonly string[] {
  const rankOf = (file: string): number => {
    if (!isNdjson(file)) return -1;
    const rank = before.indexOf(/^[A-Za-z]+/.exec(basename(file))?.[0] ?? '');
    return rank < 0 ? before.length : rank;
  };
  return files.toSorted((a, b) => rankOf(a) - rankOf(b));
}

async function sendFile(connection: Connection, file: string, print: Print): Promise<boolean> {
  const raw = readFileSync(file);
  const bytes = extname(file) === '.gz' ? gunzipSync(raw) : raw;
  const isJson = /^\s*[{[]/.test(bytes.subarray(0, 200).toString('utf8'));
  const response = await connection.call(isJson ? '/fhir' : '/hl7v2', {
    method: 'POST',
    headers: { 'content-type': isJson ? 'application/fhir+json' : 'x-application/hl7-v2+er7' },
    body: bytes,
  });
  const answer = await response.text();
  const codes = isJson ? [] : codesIn(answer);
  const bad = codes.filter((code) => code !== 'AA' && code !== 'CA').length;
  const isTaken = response.ok && (isJson || (codes.length > 0 && bad === 0));
  const share = codes.length > 1 ? ` (${bad} of ${codes.length} acknowledgments)` : '';
  if (isTaken) print(`taken   ${file}`);
  else print(`refused ${file}${share}\n        ${reasonIn(answer, isJson)}`);
  return isTaken;
}

/** What each acknowledgment says; a file may hold a batch of messages. */
function codesIn(answer: string): readonly string[] {
  return [...answer.matchAll(/\rMSA.(..)/g)].map(([, code]) => code ?? '');
}

function reasonIn(answer: string, isJson: boolean): string {
  if (!isJson)
    return answer
      .split('\r')
      .filter((line) => /^(MSA\|(?!AA|CA)|ERR)/.test(line))
      .join(' ');
  try {
    const outcome = JSON.parse(answer) as {
      issue?: { diagnostics?: string; details?: { text?: string } }[];
      detail?: string;
    };
    return (
      outcome.detail ??
      outcome.issue?.map((one) => one.diagnostics ?? one.details?.text ?? '').join(' ') ??
      answer
    );
  } catch {
    return answer.slice(0, 500);
  }
}
