/**
 * The process that reads documents: an entry of its own, started by `reader.ts` and never imported.
 * What a file does to PDFium, to the unpackers or to the OCR engine ends here.
 */
import { Worker } from 'node:worker_threads';
import { Refusal } from '../../engine/errors.ts';
import { ocr } from './ocr.ts';
import { readDocument } from './read-document.ts';
import type { ReaderAnswers, ReaderReply, ReaderRequest } from './reader-message.ts';
import { renderPage } from './render-page.ts';

/** From a thread of its own, for the main one may be busy for ever inside of PDFium. */
const watch = `
  const { workerData } = require('node:worker_threads');
  setInterval(() => {
    if (process.memoryUsage.rss() > workerData) process.kill(process.pid, 'SIGKILL');
  }, 25);
`;

const memoryLimit = Number(process.argv[2]) * 1024 * 1024;
new Worker(watch, { eval: true, workerData: memoryLimit });

process.on('message', (request: ReaderRequest) => void answer(request));
// The server is gone: there is nobody to read for.
process.on('disconnect', () => process.exit());

async function answer(request: ReaderRequest): Promise<void> {
  try {
    reply({ kind: 'done', answer: await perform(request) });
  } catch (error) {
    if (error instanceof Refusal)
      reply({ kind: 'refused', code: error.code, message: error.message });
    else fail(error instanceof Error ? error.constructor.name : typeof error);
  }
}

/** An engine that failed in an unforeseen way is not used again. */
function fail(error: string): void {
  process.send?.({ kind: 'failed', error } satisfies ReaderReply, () => process.exit(1));
}

function perform(request: ReaderRequest): Promise<ReaderAnswers[keyof ReaderAnswers]> {
  const { bytes, contentType, page, dpi } = request;
  switch (request.work) {
    case 'read':
      return readDocument(bytes, contentType);
    case 'ocr':
      return ocr(bytes, contentType, () => reply({ kind: 'working' }));
    case 'render':
      return renderPage(bytes, { page, dpi });
  }
}

function reply(message: ReaderReply): void {
  process.send?.(message);
}
