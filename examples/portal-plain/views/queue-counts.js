import { api } from '../api.js';
import { link, make } from '../element.js';
import { nothing } from '../states.js';
import { table } from '../table.js';
import { listName, t } from '../words.js';

/** What is open in each list, by facility where there is more than one to show. */
export async function queueCounts(facility, places) {
  const shown = facility === '' ? places : places.filter(([id]) => id === facility);
  const [{ queues }, ...each] = await Promise.all([
    api(`/api/queues${facility === '' ? '' : `?facility=${encodeURIComponent(facility)}`}`),
    ...shown.map(([id]) => api(`/api/queues?facility=${encodeURIComponent(id)}`)),
  ]);
  const busy = queues.filter(({ counts }) => Object.values(counts).some((n) => n > 0));
  if (busy.length === 0) return nothing(t('queues.empty'));
  const at = (n, queue) => each[n].queues.find((one) => one.queue === queue).counts;
  const open = ({ queue }, counts) =>
    counts.open === 0
      ? '0'
      : link(`#work/${encodeURIComponent(queue)}`, counts.open.toLocaleString());
  const cell = (counts) => [
    counts.open.toLocaleString(),
    counts.overdue > 0 &&
      make('small', { class: 'late' }, ` ${t('today.overdue', { n: counts.overdue })}`),
  ];
  return table({
    caption: t('card.queues'),
    rows: busy,
    columns: [
      { name: t('queue'), cell: listName },
      { name: t('queues.open'), isNumber: true, cell: (row) => open(row, row.counts) },
      {
        name: t('queues.due-today'),
        isNumber: true,
        cell: ({ counts }) => counts.dueToday.toLocaleString(),
      },
      {
        name: t('queues.due-soon'),
        isNumber: true,
        cell: ({ counts }) => counts.dueSoon.toLocaleString(),
      },
      {
        name: t('queues.overdue'),
        isNumber: true,
        cell: ({ counts }) =>
          make(
            'span',
            { class: counts.overdue > 0 ? 'late' : '' },
            counts.overdue.toLocaleString(),
          ),
      },
      {
        name: t('queues.waiting'),
        isNumber: true,
        cell: ({ counts }) => (counts.waiting + counts.onHold).toLocaleString(),
      },
      ...(shown.length > 1
        ? shown.map(([, name], n) => ({
            name,
            isNumber: true,
            cell: ({ queue }) => cell(at(n, queue)),
          }))
        : []),
    ],
  });
}
