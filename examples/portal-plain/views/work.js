import { make } from '../element.js';
import { offerChart } from '../frame.js';
import { t } from '../words.js';
import { todayStrip } from './today.js';

/** The analyst's morning: today's numbers, the list, and the piece of work that is open. `#work/QUEUE` */
export async function open([name]) {
  const queue = make('him-queue', { id: 'queue', 'aria-label': t('work.list'), queue: name });
  const review = make('him-review', { id: 'task', 'aria-label': t('work.task') });
  const strip = todayStrip();
  const desk = make('div', { class: 'desk', 'data-pane': 'list' }, queue, review);
  const node = make(
    'div',
    { class: 'work' },
    make('h1', { class: 'visually-hidden' }, t('section.work')),
    strip.node,
    desk,
  );

  const show = (pane) => {
    desk.dataset.pane = pane;
    strip.node.dataset.pane = pane;
  };
  node.addEventListener('him-task-open', ({ detail }) => {
    review.instanceId = detail.instanceId;
    review.taskId = detail.taskId;
    queue.openTask = detail.taskId;
    show('task');
    offerChart(detail.instanceId);
    review.focus();
  });
  review.addEventListener('him-task-next', () => queue.takeNext());
  review.addEventListener('him-task-close', () => {
    show('list');
    queue.focus();
  });
  queue.addEventListener('him-queue-change', ({ detail }) => {
    history.replaceState(null, '', `#work/${encodeURIComponent(detail.queue)}`);
    strip.mark(detail.queue);
  });
  node.addEventListener('him-task-done', strip.refresh);
  strip.mark(name);
  await strip.refresh();

  return {
    node,
    title: t('section.work'),
    update: ([chosen]) => {
      if (chosen) queue.queue = chosen;
      strip.mark(chosen);
      show('list');
      return true;
    },
    close: strip.close,
  };
}
