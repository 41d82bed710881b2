import { PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs';

let worker: Promise<PDFWorker> | undefined;

/** What reads PDFs: one worker for all of them, for to start it takes longer than to open a document. */
export function pdfWorker(): Promise<PDFWorker> {
  worker ??= start();
  return worker;
}

/**
 * The worker lies beside this file, under the same ending. Where the host's policy refuses it, or the widgets come from
 * another origin, PDFs are read on the page's own thread.
 */
async function start(): Promise<PDFWorker> {
  const url = import.meta.url.replace(/[^/]*?(\.\w+)([?#].*)?$/, 'pdf-worker$1');
  try {
    const port = new Worker(trusted(url), { type: 'module' });
    await said(port);
    return PDFWorker.create({ port });
  } catch {
    (globalThis as { pdfjsWorker?: unknown }).pdfjsWorker = await import('./pdf-worker.ts');
    return new PDFWorker();
  }
}

/** It says that it is ready, or the browser that it may not run. */
function said(port: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    port.addEventListener('message', () => resolve(), { once: true });
    port.addEventListener('error', () => reject(new Error('no worker')), { once: true });
  });
}

interface ScriptPolicy {
  createScriptURL(url: string): string;
}

/** A host that requires Trusted Types allows the policy `chartkeeper-worker`: it passes this one address. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy };
  };
  const policy = trustedTypes?.createPolicy('chartkeeper-worker', {
    createScriptURL: (one) => one,
  });
  return policy?.createScriptURL(url) ?? url;
}
