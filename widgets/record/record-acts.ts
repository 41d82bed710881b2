import { html, nothing } from 'lit';
import type { Patient } from '../shared/connection.ts';
import { fullDate } from '../shared/dates.ts';
import type { Spot } from './letters.ts';
import { printPages } from './print-record.ts';
import type { RecordAct } from './record-keys.ts';
import type { RecordSession } from './record-session.ts';
import { factsOf, t, titleOf } from './record-text.ts';
import type { Viewer } from './viewer.ts';

/** What one press makes the pages larger or smaller by. */
const zoomStep = 1.2;

export interface ActOptions {
  readonly session: RecordSession;
  readonly root: ShadowRoot;
  readonly say: (words: string) => void;
}

/** Does what a button or a key asks of the document; false for what is not about the document. */
export function actOnDocument(act: RecordAct, { session, root, say }: ActOptions): boolean {
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
    case 'edit':
    case 'withdraw':
      session.change(act, noteWithFocus(root) ?? session.current);
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

/** The annotation of the list that has the focus, or one of its buttons. */
function noteWithFocus(root: ShadowRoot): string | undefined {
  return root.activeElement?.closest<HTMLElement>('.notes [data-id]')?.dataset.id;
}

/** The form is gone, and the list of what was written is where one goes on. */
export function focusNotes(root: ParentNode): void {
  const here = root.querySelector<HTMLElement>('.notes li.current .note');
  (here ?? root.querySelector<HTMLElement>('.notes-body'))?.focus();
}

/** Brings the next change of a comparison into view, or the one before. */
export function stepToChange(root: ParentNode, { comparing }: RecordSession, by: 1 | -1): void {
  const places = [...root.querySelectorAll<HTMLElement>('.compare .jump')];
  const at = comparing.step(by, places.length);
  places[at]?.scrollIntoView({ block: 'center' });
  for (const [n, place] of places.entries()) place.classList.toggle('now', n === at);
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

/** What the pointer has marked in the pages, also inside the element's own tree. */
export function spotsSelected(root: ShadowRoot, viewer: Viewer | undefined): Spot[] {
  const [range] = getSelection()?.getComposedRanges?.({ shadowRoots: [root] }) ?? [];
  return range === undefined || range.collapsed ? [] : (viewer?.spotsIn(range) ?? []);
}
