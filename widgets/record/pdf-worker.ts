/** What reads a PDF beside the page: in a worker of its own, or here where the host allows none. */
export { WorkerMessageHandler } from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs';
