import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../engine/errors.ts';
import { memoryLookup } from '../memory-lookup.ts';
import { resolveIncoming } from '../resolve.ts';
import { dischargeSummary } from './discharge-summary.fixture.ts';
import { readCcda } from './read-ccda.ts';
import { ccdaToIncoming } from './to-incoming.ts';

/** Public sample data beside the project; none of it is in the project. */
const data = fileURLToPath(new URL('../../../../shared/data/ccda/', import.meta.url));
const isHere = existsSync(data);
if (!isHere)
  process.stdout.write(`The C-CDA samples are not at ${data}; tests over them are skipped.\n`);

function filesIn(folder: string, ends: RegExp): readonly Uint8Array[] {
  return readdirSync(data + folder)
    .filter((name) => ends.test(name))
    .map((name) => readFileSync(`${data}${folder}/${name}`))
    .map((file) => (file[0] === 0x1f ? gunzipSync(file) : file));
}

const intake = { facility: 'sample', zone: 'America/New_York', systems: {} };
const patient = { system: 'urn:id:sample', value: '1' };

/** Takes every document through the whole of the interop path, and counts what became of it. */
async function tallyOf(
  documents: readonly Uint8Array[],
  told: { patient?: typeof patient } = {},
): Promise<Record<string, number>> {
  const tally: Record<string, number> = {};
  const count = (what: string): void => {
    tally[what] = (tally[what] ?? 0) + 1;
  };
  for (const bytes of documents) {
    try {
      const incoming = ccdaToIncoming(readCcda(bytes), { ...intake, ...told, bytes });
      let made = 0;
      const options = { now: 0, messageId: null, newId: () => `r${++made}` };
      const { rows } = await resolveIncoming(incoming, memoryLookup(), options);
      const signed = rows.some(({ body }) => body.docStatus === 'final');
      count(signed ? 'taken, signed' : 'taken, unsigned');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      count(error.message.replace(/ \(line \d+\)/, '').split('. ')[0] ?? '');
    }
  }
  return tally;
}

/** The snippets of the standard, each put where it would stand in a document. */
function snippets(): readonly { readonly path: string; readonly text: string }[] {
  const folder = mkdtempSync(join(tmpdir(), 'ccda-'));
  try {
    execFileSync('tar', ['-xzf', `${data}hl7-examples/C-CDA-Examples.tgz`, '-C', folder]);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.xml'))
      .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What begins a snippet, behind comments and declarations. */
function rootOf(text: string): string {
  const bare = text.replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g, '').trimStart();
  return /^<([\w:]+)/.exec(bare)?.[1] ?? '';
}

const noNumber = 'recordTarget/patientRole/id must hold a medical record number';

describe.runIf(isHere)('over the C-CDA samples', () => {
  test('every certification test document is read but the one made to be malformed', async () => {
    const documents = filesIn('onc-cures', /\.xml\.gz$/);
    expect(await tallyOf(documents, { patient })).toEqual({
      'taken, signed': 74,
      'The XML is not well-formed': 1,
    });
  });

  test('none of them is filed by itself: they give a social security or a practitioner’s number alone', async () => {
    const documents = filesIn('onc-cures', /\.xml\.gz$/);
    expect(await tallyOf(documents)).toEqual({ [noNumber]: 74, 'The XML is not well-formed': 1 });
  });

  test('every document type is read, and those without a legal authenticator are unsigned', async () => {
    const documents = filesIn('msft', /\.ccda$/);
    expect(await tallyOf(documents, { patient })).toEqual({
      'taken, signed': 19,
      'taken, unsigned': 3,
    });
    expect(await tallyOf(documents)).toEqual({
      'taken, signed': 10,
      'taken, unsigned': 2,
      [noNumber]: 10,
    });
  });

  test('a snippet is taken only when it is a whole document, and every section among them can be read', async () => {
    const all = snippets();
    const bytes = all.map(({ text }) => new TextEncoder().encode(text));
    expect(await tallyOf(bytes, { patient })).toEqual({
      'taken, signed': 14,
      'taken, unsigned': 5,
      'The root must be ClinicalDocument in urn:hl7-org:v3': 220,
      'The XML is not well-formed': 198,
      'There is no element': 9,
    });
    const documents = all
      .filter(({ text }) => rootOf(text) === 'section')
      .map(({ text }) => text.replace(/<\?[\s\S]*?\?>/g, ''))
      .map((section) => `<component>${section}</component>`)
      .map((body) =>
        dischargeSummary({
          body: `<component><structuredBody>${body}</structuredBody></component>`,
        }),
      );
    expect(documents.length).toBeGreaterThan(150);
    for (const one of documents) expect(readCcda(one).sections).toHaveLength(1);
  });
});
