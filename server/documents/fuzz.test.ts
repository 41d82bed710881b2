import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dischargeSummary } from '../interop/ccda/discharge-summary.fixture.ts';
import { readDocument } from './read-document.ts';
import { pngOf, textBitmap } from './sample-bitmap.fixture.ts';
import { pdfOf } from './sample-pdf.fixture.ts';
import { faxStrip, stripOf, tiffOf } from './sample-tiff.fixture.ts';
import { renderTiffPage } from './tiff.ts';

const runs = process.env.CHARTKEEPER_SOAK ? 20_000 : 150;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const page = textBitmap(['A'], 2);

const samples: Readonly<Record<string, Uint8Array>> = {
  text: bytes('Seen and examined. Café.'),
  rtf: bytes(
    String.raw`{\rtf1\ansi{\fonttbl{\f0\fcharset204 A;}}\b Bold\b0 \u8364?\'e9\trowd a\cell b\cell\row\pard\par \bin3 xyz}`,
  ),
  html: bytes('<html><p onclick="x">a<b>b</b><a href="https://x.example">c</a><table><tr><td>d'),
  pdf: pdfOf([{ words: 'Words of the page' }, { scan: page }]),
  tiff: tiffOf([stripOf(page, 1), stripOf(page, 5), stripOf(page, 32773), faxStrip()]),
  png: pngOf(page),
  ccda: dischargeSummary(),
  fhir: bytes(
    '{"resourceType":"Bundle","type":"document","entry":[{"resource":{"resourceType":"Composition","section":[{"title":"t","text":{"div":"<div>x</div>"}}]}}]}',
  ),
};

/** Cuts, puts and flips at random places. */
const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(16),
    put: fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.constantFrom('{', '}', '<', '>', '&', '\\u', '\\bin9', '<!--', ']]>', ' 0 R').map(bytes),
    ),
  }),
  { minLength: 1, maxLength: 5 },
);

function damaged(
  sample: Uint8Array,
  cuts: readonly { at: number; cut: number; put: Uint8Array }[],
): Uint8Array {
  return cuts.reduce((now, { at, cut, put }) => {
    const place = Math.floor(at * now.length);
    return Uint8Array.from([...now.subarray(0, place), ...put, ...now.subarray(place + cut)]);
  }, sample);
}

test.each(Object.keys(samples))(
  'a damaged %s document is read or has its problem, in good time',
  async (name) => {
    const sample = samples[name] ?? new Uint8Array(0);
    await fc.assert(
      fc.asyncProperty(
        damage,
        fc.constantFrom('', 'text/html', 'text/plain'),
        async (cuts, type) => {
          const began = performance.now();
          const read = await readDocument(damaged(sample, cuts), type);
          expect(performance.now() - began).toBeLessThan(2_000);
          expect(read.html ?? '').not.toMatch(/<script|<img|<[^>]*\son\w+=|href=.?javascript:/i);
          if (read.text === null && !read.needsOcr) expect(read.problems).not.toEqual([]);
        },
      ),
      { numRuns: runs, seed: 11 },
    );
  },
  process.env.CHARTKEEPER_SOAK ? 1_800_000 : 30_000,
);

test('a damaged TIFF is unpacked or refused, never half shown', async () => {
  const { Refusal } = await import('../../engine/errors.ts');
  fc.assert(
    fc.property(damage, fc.integer({ min: 1, max: 4 }), (cuts, number) => {
      try {
        expect(
          renderTiffPage(damaged(samples.tiff as Uint8Array, cuts), number).length,
        ).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
      }
    }),
    { numRuns: runs, seed: 11 },
  );
});

test('any bytes at all are read or have their problem', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.string(), async (any, type) => {
      const read = await readDocument(any, type);
      if (read.text === null && !read.needsOcr) expect(read.problems).not.toEqual([]);
    }),
    { numRuns: runs * 2, seed: 11 },
  );
});
