import type { HimNotes } from './notes.ts';

/** Ids only: hosts may log events. */
declare global {
  interface HTMLElementTagNameMap {
    'him-notes': HimNotes;
  }
  interface HTMLElementEventMap {
    'him-notes-change': CustomEvent<{ readonly encounterId: string; readonly count: number }>;
  }
}
