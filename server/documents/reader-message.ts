import type { RefusalCode } from '../../engine/errors.ts';
import type { OcrText } from './ocr.ts';
import type { ReadDocument } from './read-document.ts';

/** What each kind of work answers with. */
export interface ReaderAnswers {
  readonly read: ReadDocument;
  readonly ocr: OcrText;
  readonly render: Uint8Array;
}

/** What the server asks of the reader process. */
export interface ReaderRequest {
  readonly work: keyof ReaderAnswers;
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** `render` alone. */
  readonly page: number;
  readonly dpi: number;
}

/** What the reader process answers: signs of life while it works, then one of the others. */
export type ReaderReply =
  | { readonly kind: 'working' }
  | { readonly kind: 'done'; readonly answer: ReaderAnswers[keyof ReaderAnswers] }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string }
  /** The name of the error alone: its message may quote the document. */
  | { readonly kind: 'failed'; readonly error: string };
