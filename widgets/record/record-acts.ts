import { html, nothing } from 'lit';
import type { Patient } from '../shared/connection.ts';
import { fullDate } from '../shared/dates.ts';
import { printPages } from './print-record.ts';
import type { RecordAct } from './record-keys.ts';
import type { RecordSession } from './record-session.ts';
import { factsOf, t, titleOf } from './record-text.ts';

/** What one press makes the pages larger or smaller by. */
const zoomStep = 1.2;

export interface ActOptions {
  readonly session: RecordSession;
  readonly say: (words: string) => void;
}

/** Does what a button or a key asks of the document; false for what is not about the document. */
export function actOnDocument(act: RecordAct, { session, say }: ActOptions): boolean {
  const { shown, comparing } = session;
  const { viewer, document } = shown;
  switch (act) {
    case 'findNext':
    case 'findBefore':
      void session.stepHit(act === 'findNext' ? 1 : -1);
      return true;
    case 'nextDocument':
    case 'documentBefore':
      session.stepDocument(act === 'nextDocument' ? 1 : -1);
      return true;
    case 'pageAfter':
    case 'pageBefore':
      viewer?.goToPage(viewer.page + (act === 'pageAfter' ? 1 : -1));
      return true;
    case 'zoomIn':
    case 'zoomOut':
      if (viewer) shown.setZoom(act === 'zoomIn' ? viewer.zoom * zoomStep : viewer.zoom / zoomStep);
      return true;
    case 'fit':
      shown.setZoom('fit');
      return true;
    case 'turn':
      if (viewer?.pages.kind === 'sheets') viewer.turn();
      return true;
    case 'words':
      session.toggleWords();
      return true;
    case 'cursor':
      session.toggleCursor();
      return true;
    case 'highlight':
      session.annotate('highlight');
      return true;
    case 'comment':
      session.annotate('note');
      return true;
    case 'redact':
      session.annotate('redaction-proposal');
      return true;
    case 'compare':
      if (comparing.isOpen) comparing.close();
      else if (document) void comparing.open(document);
      return true;
    case 'print':
      void print(session, say);
      return true;
    default:
      return false;
  }
}

/** Leaves what is begun: a box, the text cursor, a comparison. False when nothing is. */
export function leave({ drawing, cursor, comparing, toggleCursor }: RecordSession): boolean {
  if (drawing.isOn) drawing.stop();
  else if (cursor) toggleCursor();
  else if (comparing.isOpen) comparing.close();
  else return false;
  return true;
}

async function print(
  { shown, source }: RecordSession,
  say: (words: string) => void,
): Promise<void> {
  const { viewer, document } = shown;
  if (viewer === undefined || document === undefined) return;
  const { patient } = source.chart ?? {};
  const head = html`<p>${patient ? whose(patient) : nothing}</p><h1>${titleOf(document)}</h1><p>${factsOf(document)}</p>`;
  if (!(await printPages(viewer.pages, titleOf(document), head))) say(t('record.popup'));
}

function whose({ name, mrn, birthDate }: Patient): string {
  const parts = [
    name,
    mrn ? t('record.mrn', { mrn }) : '',
    birthDate ? t('record.born', { date: fullDate(birthDate) }) : '',
  ];
  return parts.filter(Boolean).join(' · ');
}
