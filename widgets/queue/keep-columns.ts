import type { App } from '../shared/app-context.ts';
import type { View, ViewContent } from '../shared/saved-view.ts';
import type { QueueLook } from './queue-look.ts';
import { t } from './queue-text.ts';
import { noFilters } from './shown-list.ts';
import { viewWrites } from './view-writes.ts';

/** A width is dragged through many values; the last one is kept. */
const restMs = 500;
const timers = new WeakMap<QueueLook, number>();

/** Keeps the columns for the reader: in the view of their own that is shown, else in their default one. */
export function keepColumns(app: App, look: QueueLook, queue: string): void {
  window.clearTimeout(timers.get(look));
  const { columns } = look.arrangement;
  const keep = async (): Promise<void> => {
    // A view that others share changes when someone says so, not by the way.
    const own = look.view?.sharedWith === null ? look.view : ownDefault(look, queue);
    const content: ViewContent = own ? contentOf(own) : usual(queue);
    const view = await viewWrites(app.connection)
      .putView(own?.id ?? crypto.randomUUID(), { ...content, columns }, own?.version ?? null)
      .catch(() => undefined);
    // Not kept is no loss of work: they stay as they are until the page is left.
    if (view !== undefined) learnView(look, view);
  };
  timers.set(
    look,
    window.setTimeout(() => void keep(), restMs),
  );
}

function ownDefault(look: QueueLook, queue: string): View | undefined {
  return look.of(queue).find((one) => one.isDefault && one.sharedWith === null);
}

/** A view as the server keeps it now; of one's own a queue has one default. */
export function learnView(look: QueueLook, view: View): void {
  const isAlone = (one: View): boolean =>
    view.isDefault &&
    view.sharedWith === null &&
    one.sharedWith === null &&
    one.queue === view.queue;
  const others = look.views.filter(({ id }) => id !== view.id);
  look.learn([...others.map((one) => (isAlone(one) ? { ...one, isDefault: false } : one)), view]);
}

/** What of a view is the reader's to write. */
export function contentOf(view: View): ViewContent {
  const { id: _, version: _v, isEditable: _e, query: _q, count: _c, ...content } = view;
  return content;
}

function usual(queue: string): ViewContent {
  return {
    name: t('queue.usualView'),
    queue,
    filters: { ...noFilters, listState: 'open', mine: false },
    sort: [],
    groupBy: 'none',
    columns: [],
    isDefault: true,
    sharedWith: null,
  };
}
