import { api } from '../api.js';
import { make } from '../element.js';
import { listName, t } from '../words.js';

const everyMs = 30_000;

/** Today's numbers of each list; a number opens its list. Lists with nothing in them are named once, at the end. */
export function todayStrip() {
  const node = make('nav', { class: 'today', 'aria-label': t('today.title') });
  let current;

  async function refresh() {
    const { queues } = await api('/api/queues');
    const busy = queues.filter(
      ({ own, counts }) => !own && counts.open + counts.onHold + counts.waiting > 0,
    );
    node.replaceChildren(
      ...busy.map(tile),
      ...(busy.length === 0 ? [make('p', {}, t('today.nothing'))] : []),
    );
    mark(current);
  }
  function mark(queue) {
    current = queue;
    for (const one of node.querySelectorAll('a')) {
      if (one.dataset.queue === queue) one.setAttribute('aria-current', 'true');
      else one.removeAttribute('aria-current');
    }
  }
  const timer = setInterval(() => void refresh().catch(() => {}), everyMs);
  return { node, refresh, mark, close: () => clearInterval(timer) };
}

function tile({ queue, title, counts }) {
  const { open, dueToday, dueSoon, overdue, onHold, waiting } = counts;
  const parts = [
    overdue > 0 && make('span', { class: 'late' }, t('today.overdue', { n: overdue })),
    dueToday > 0 && make('span', { class: 'soon' }, t('today.due-today', { n: dueToday })),
    dueSoon > dueToday && make('span', {}, t('today.due-soon', { n: dueSoon })),
    waiting + onHold > 0 && make('span', {}, t('today.waiting', { n: waiting + onHold })),
  ].filter(Boolean);
  return make(
    'a',
    { href: `#work/${encodeURIComponent(queue)}`, 'data-queue': queue },
    make('b', {}, open.toLocaleString()),
    ' ',
    make('span', { class: 'what' }, listName({ queue, title })),
    ' ',
    make(
      'small',
      {},
      ...(parts.length === 0
        ? [t('today.on-time')]
        : parts.flatMap((one, n) => (n === 0 ? [one] : [' · ', one]))),
    ),
  );
}
