import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../engine/errors.ts';
import { createDocumentReader } from './reader.ts';
import { ReaderFailure } from './reader-failure.ts';
import { pngOf, textBitmap } from './sample-bitmap.fixture.ts';
import { pdfOf } from './sample-pdf.fixture.ts';
import { stripOf, tiffOf } from './sample-tiff.fixture.ts';

const scan = textBitmap(['DISCHARGE SUMMARY', 'SURGERY REPORT'], 4);
const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const reader = createDocumentReader({ idleMs: 5_000 });
afterAll(() => reader.close());

async function failureOf(work: Promise<unknown>): Promise<ReaderFailure> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ReaderFailure);
  return error as ReaderFailure;
}

describe('the reader process', () => {
  test('reads documents one after another and renders their pages', async () => {
    const pdf = pdfOf([{ words: 'Words of the document' }]);
    const [read, plain, png] = await Promise.all([
      reader.read(pdf, 'application/pdf'),
      reader.read(text('plain'), 'text/plain'),
      reader.renderPage(pdf, { page: 1, dpi: 36 }),
    ]);
    expect(read.text).toBe('Words of the document');
    expect(plain.text).toBe('plain');
    expect([...png.subarray(1, 4)]).toEqual([...text('PNG')]);
  });

  test('passes refusals on with their code and their words', async () => {
    const error = await reader.ocr(text('no scan'), 'text/plain').catch((reason) => reason);
    expect(error).toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ code: 'unsupported', message: expect.stringMatching(/no scan/) });
  });

  test('reads the words of a scan with the engine and data of the packages alone', async () => {
    const png = await reader.ocr(pngOf(scan), 'image/png');
    expect(png.text).toBe('DISCHARGE SUMMARY\nSURGERY REPORT');
    expect(png.confidence).toBeGreaterThan(50);
    const fax = await reader.ocr(tiffOf([stripOf(scan, 5), stripOf(scan, 1)]), 'image/tiff');
    expect(fax.pages).toBe(2);
    expect(fax.text).toBe(`${png.text}\n\n${png.text}`);
  });

  test('reads only those pages of a PDF by OCR that have no words of their own', async () => {
    const pdf = pdfOf([{ words: 'Typed and (signed) by hand' }, { scan }]);
    const { text: words, pages } = await reader.ocr(pdf, 'application/pdf');
    expect(pages).toBe(2);
    expect(words).toMatch(/^Typed and \(signed\) by hand\n\nDISCHARGE SUMMARY/);
  });

  test('ends a document that takes too long, and reads the next', async () => {
    const quick = createDocumentReader({ timeLimitMs: 300 });
    const failure = await failureOf(quick.ocr(pngOf(scan), 'image/png'));
    expect(failure.reason).toBe('time');
    quick.close();
    const patient = createDocumentReader({ timeLimitMs: 1_500 });
    const deep = text(`<html>${'<div>'.repeat(290_000)}`);
    const [stuck, next] = await Promise.all([
      failureOf(patient.read(deep, 'text/html')),
      patient.read(text('next'), 'text/plain'),
    ]);
    expect(stuck.reason).toBe('time');
    expect(next.text).toBe('next');
    patient.close();
  });

  test('ends a document that takes too much memory, and reads the next', async () => {
    const small = createDocumentReader({ memoryLimitMb: 150 });
    const failure = await failureOf(small.ocr(pngOf(scan), 'image/png'));
    expect(failure.reason).toBe('memory');
    expect((await small.read(text('next'), 'text/plain')).text).toBe('next');
    small.close();
  });

  test('is gone a while after its last document, and comes again with the next', async () => {
    const before = children();
    const brief = createDocumentReader({ idleMs: 50 });
    await brief.read(text('once'), 'text/plain');
    await expect.poll(() => children() <= before).toBe(true);
    expect((await brief.read(text('twice'), 'text/plain')).text).toBe('twice');
    brief.close();
  });

  test('fails what waits when it is closed, so that it is tried again', async () => {
    const closing = createDocumentReader();
    const waiting = [
      failureOf(closing.ocr(pngOf(scan), 'image/png')),
      failureOf(closing.read(text('x'), 'text/plain')),
    ];
    await new Promise(setImmediate);
    closing.close();
    expect((await Promise.all(waiting)).map(({ reason }) => reason)).toEqual(['closed', 'closed']);
    expect((await failureOf(closing.read(text('x'), 'text/plain'))).reason).toBe('closed');
  });
});

/** Processes of ours that read documents. */
function children(): number {
  const rows = execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], {
    encoding: 'utf8',
  });
  return rows.split('\n').filter((row) => row.includes('reader-process.ts')).length;
}
