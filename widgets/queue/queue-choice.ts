import type { App } from '../shared/app-context.ts';
import type { Arrangement } from '../shared/saved-view.ts';
import type { QueueLook } from './queue-look.ts';
import { noFilters, type ShownList, shownBy } from './shown-list.ts';

/** The properties of the element that name its list; a choice of the reader is written into them. */
export type Choosing = { -readonly [Name in keyof ShownList]: ShownList[Name] } & { view: string };

export type QueueChoice = ReturnType<typeof createQueueChoice>;

/** Which list is shown and how: by the host's properties, a saved view, or the reader's choice. */
export function createQueueChoice(options: {
  readonly element: Choosing;
  readonly look: QueueLook;
  fire(name: string, detail: object): boolean;
  /** Reads the list if it is another one. */
  openList(): void;
}) {
  const { element, look, fire, openList } = options;

  function tell(): void {
    const { queue, show, filters, view } = element;
    const { sort, groupBy } = look.arrangement;
    fire('him-view-change', { queue, show, filters, view, sort, groupBy });
  }

  /** An id that is not known to the reader is none. */
  function useView(): void {
    const view = look.views.find(({ id }) => id === element.view);
    look.choose(view, element.queue);
    if (view === undefined) element.view = '';
    else Object.assign(element, shownBy(view));
  }

  function useDefault(): void {
    element.view = look.defaultOf(element.queue)?.id ?? '';
  }

  return {
    useView,
    /** The host put another queue in place: what the reader chose in the one before neither narrows nor names it. */
    beginAnew(): void {
      Object.assign(element, { show: 'open', filters: noFilters });
      useDefault();
      useView();
    },
    /** The view with which the queue opens, unless the host asked for something else. */
    begin(): void {
      const isUsual = element.view === '' && element.show === 'open';
      if (isUsual && element.filters === noFilters) useDefault();
      useView();
    },

    choose(change: Partial<ShownList> & { readonly view?: string }): void {
      const isOtherQueue = change.queue !== undefined && change.queue !== element.queue;
      Object.assign(element, change);
      if (isOtherQueue || change.view !== undefined) {
        element.filters = noFilters;
        if (change.view === undefined) useDefault();
        useView();
      }
      openList();
      const { queue, show } = element;
      if (isOtherQueue || change.show !== undefined) fire('him-queue-change', { queue, show });
      tell();
    },

    arrange(app: App, change: Partial<Arrangement>): void {
      look.arrange(change);
      const { queue } = element;
      if (change.columns)
        void import('./keep-columns.ts').then(({ keepColumns }) => keepColumns(app, look, queue));
      tell();
    },
  };
}
