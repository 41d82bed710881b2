import { make } from '../element.js';
import { offerChart } from '../frame.js';
import { t } from '../words.js';

/** One piece of work by itself, as behind a number of a report. `#task/INSTANCE` */
export function open([instanceId]) {
  offerChart(instanceId);
  const review = make('him-review', { 'aria-label': t('work.task'), 'instance-id': instanceId });
  review.addEventListener('him-task-close', () => history.back());
  review.addEventListener('him-task-next', () => history.back());
  review.addEventListener('him-task-open', ({ detail }) => {
    location.hash = `#task/${encodeURIComponent(detail.instanceId)}`;
  });
  const node = make(
    'div',
    { class: 'work' },
    make('h1', { class: 'visually-hidden' }, t('work.task')),
    review,
  );
  return {
    node,
    title: t('work.task'),
    update: ([other]) => {
      offerChart(other);
      review.taskId = '';
      review.instanceId = other;
      return true;
    },
  };
}
