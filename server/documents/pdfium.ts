import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { WrappedPdfiumModule } from '@embedpdf/pdfium';

/** PDFium as WebAssembly. */
export type Pdfium = WrappedPdfiumModule;

let loading: Promise<Pdfium> | null = null;

/** PDFium, loaded when it is first needed and once for the process: it costs 20 MB and 30 ms. */
export function pdfium(): Promise<Pdfium> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Pdfium> {
  const { init } = await import('@embedpdf/pdfium');
  // By the package's name, so that it is found from the sources and from the bundle alike.
  const path = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  const file = await readFile(path);
  const wasmBinary = new Uint8Array(file).buffer;
  const module = await init({ wasmBinary, print: silent, printErr: silent });
  module.PDFiumExt_Init();
  return module;
}

/** PDFium would write what it thinks of a file to the server's own output. */
function silent(): void {}
