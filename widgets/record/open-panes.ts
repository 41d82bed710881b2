import type { DocumentList } from './document-list.ts';
import type { ListState } from './list-state.ts';
import type { Bars } from './record-bars.ts';
import type { RecordSession } from './record-session.ts';

/** What the bars and the list show of an open chart. */

type Panes = Pick<Bars, 'isListOpen' | 'areThumbsOpen' | 'areNotesOpen' | 'keys' | 'act'>;

export function barsOf(session: RecordSession, { order }: ListState, panes: Panes): Bars {
  const { shown, cursor, source } = session;
  const { document, viewer } = shown;
  return {
    ...panes,
    document,
    position: order.findIndex((one) => one.id === document?.id) + 1,
    count: order.length,
    page: viewer?.page ?? 1,
    pages: viewer?.pages.count ?? 1,
    zoom: viewer?.zoom ?? 1,
    hasSheets: shown.hasSheets(),
    isWords: shown.view === 'words',
    isCursor: cursor !== undefined,
    areThumbsOpen: panes.areThumbsOpen && viewer?.pages.kind === 'sheets',
    notes: source.annotations.length,
    canMark: viewer !== undefined,
    goToPage: (page) => viewer?.goToPage(page),
  };
}

export function listOf(session: RecordSession, list: ListState, documentId: string): DocumentList {
  const { rows, places, choice, active, view, choose, pressed, scrolled } = list;
  return {
    documents: session.source.chart?.documents ?? [],
    rows,
    places,
    choice,
    find: session.find.isOpen ? session.find : undefined,
    documentId,
    active,
    view,
    choose,
    open: (document) => void session.show(document),
    pressed,
    scrolled,
  };
}
