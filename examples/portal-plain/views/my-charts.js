import { api } from '../api.js';
import { make } from '../element.js';
import { offerChart } from '../frame.js';
import { t } from '../words.js';

/** The physician's list beside the piece of work that is open; on a phone one at a time. */
export async function open() {
  const inbox = make('him-inbox', { id: 'inbox', 'aria-label': t('section.my-charts') });
  const review = make('him-review', { id: 'task', 'aria-label': t('work.task') });
  const desk = make('div', { class: 'desk inbox', 'data-pane': 'list' }, inbox, review);
  const node = make(
    'div',
    { class: 'work' },
    make('h1', { class: 'visually-hidden' }, t('section.my-charts')),
    desk,
  );

  const show = ({ instanceId, taskId }) => {
    inbox.instanceId = instanceId;
    review.instanceId = instanceId;
    review.taskId = taskId;
    desk.dataset.pane = 'task';
    offerChart(instanceId);
    review.focus();
  };
  const close = () => {
    desk.dataset.pane = 'list';
    inbox.focus();
  };
  node.addEventListener('him-task-open', ({ detail }) => show(detail));
  review.addEventListener('him-task-close', close);
  review.addEventListener('him-task-next', async ({ detail }) => {
    const next = await nextAfter(detail.instanceId);
    if (next) show({ instanceId: next.instanceId, taskId: next.id });
    else close();
  });
  return { node, title: t('section.my-charts') };
}

/** The piece of work that comes after this one: of the same chart first, for the reader has it in mind. */
async function nextAfter(instanceId) {
  const { encounters } = await api('/api/worklists/physician?limit=50');
  const isOf = ({ encounter, items }) =>
    items.some(({ task }) => task.instanceId === instanceId) ||
    instanceId.startsWith(`deficiency.${encounter?.id}.`);
  const items = [...encounters.filter(isOf), ...encounters.filter((one) => !isOf(one))].flatMap(
    (one) => one.items,
  );
  return items.map(({ task }) => task).find((task) => task.instanceId !== instanceId);
}
