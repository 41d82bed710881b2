import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { createDocumentReader } from './reader.ts';
import { proposeType } from './type-proposal.ts';

/** Public sample data beside the project; none of it is in the project. */
const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const pdfs = `${data}pdf-pypdf/`;
const titles = `${data}vista-va-public-domain/tiu_standard_titles.csv`;
const isHere = existsSync(pdfs) && existsSync(titles);
if (!isHere)
  process.stdout.write(`The sample documents are not at ${data}; tests over them are skipped.\n`);

const reader = createDocumentReader();
afterAll(() => reader.close());

/** What the titles’ own codes (service, kind of document) say, where they say one of our types. */
function codedType([, , , , , , , service, kind]: readonly string[]): string | null {
  const kinds: Readonly<Record<string, string>> = {
    25: 'consultation',
    29: 'discharge-summary',
    19: 'informed-consent',
    43: 'informed-consent',
    32: 'progress-note',
  };
  const services: Readonly<Record<string, string>> = {
    2: 'history-and-physical',
    7: 'autopsy-report',
    88: 'history-and-physical',
    93: 'operative-report',
    109: 'transfer-summary',
    115: 'procedure-note',
  };
  return kinds[kind ?? ''] ?? services[service ?? ''] ?? null;
}

describe.runIf(isHere)('over the sample documents', () => {
  test('every odd PDF is read, is a scan for OCR, or has a problem that says what to do', async () => {
    const tally = { read: 0, scanned: 0, problem: 0 };
    for (const name of readdirSync(pdfs).filter((one) => one.endsWith('.pdf'))) {
      const bytes = readFileSync(pdfs + name);
      const { needsOcr, text, problems, pages } = await reader.read(bytes, 'application/pdf');
      if (needsOcr) tally.scanned += 1;
      else if (text !== null) tally.read += 1;
      else {
        expect(problems).toEqual([expect.stringMatching(/password/)]);
        tally.problem += 1;
        continue;
      }
      expect(pages).toBeGreaterThan(0);
      expect((await reader.renderPage(bytes, { page: 1, dpi: 36 })).length).toBeGreaterThan(50);
    }
    expect(tally).toEqual({ read: 20, scanned: 7, problem: 1 });
  });

  test('the proposal agrees with the code of most VA titles whose code means one of our types', () => {
    const rows = readFileSync(titles, 'utf8')
      .trim()
      .split('\n')
      .map((row) => row.trim().split(','));
    const coded = rows.filter((row) => codedType(row) !== null);
    const proposed = coded.filter(([, title]) => proposeType(title ?? '') !== null);
    const right = proposed.filter((row) => proposeType(row[1] ?? '') === codedType(row));
    expect(rows).toHaveLength(3326);
    expect(proposed.length / coded.length).toBeGreaterThan(0.95);
    expect(right.length / proposed.length).toBeGreaterThan(0.99);
  });
});
