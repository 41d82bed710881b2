import type { HimRecord } from './record.ts';

/** Ids only: hosts may log events. */
declare global {
  interface HTMLElementTagNameMap {
    'him-record': HimRecord;
  }
  interface HTMLElementEventMap {
    'him-record-document': CustomEvent<{
      readonly encounterId: string;
      readonly documentId: string;
    }>;
    'him-document-shown': CustomEvent<{
      readonly encounterId: string;
      readonly documentId: string;
    }>;
    'him-annotation-made': CustomEvent<{
      readonly encounterId: string;
      readonly documentId: string;
      readonly annotationId: string;
    }>;
  }
}
