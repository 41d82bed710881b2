import { api } from '../api.js';
import { dateOf } from '../dates.js';
import { make } from '../element.js';
import { facilityName } from '../facilities.js';
import { holds } from '../session.js';
import { nothing, result } from '../states.js';
import { table } from '../table.js';
import { t, wordFor } from '../words.js';
import { actButtons } from './leave-acts.js';
import { leaveForm } from './leave-form.js';

/** When practitioners are away: proposed by them or their leads, decided by the medical staff office or a manager. */
export async function open() {
  const place = make('div', {});
  const fill = async (said) => {
    const { leave } = await api('/api/leave');
    const rows = await Promise.all(
      leave.map(async (one) => ({ ...one, at: await facilityName(one.facility) })),
    );
    rows.sort(
      (a, b) =>
        Number(b.state === 'proposed') - Number(a.state === 'proposed') ||
        (a.fromOn < b.fromOn ? 1 : -1),
    );
    place.replaceChildren(
      said ? result(said) : '',
      rows.length === 0 ? nothing(t('leave.nothing')) : list(rows, fill),
    );
  };
  await fill();
  const node = make(
    'div',
    { class: 'page' },
    make('h1', {}, t('section.leave')),
    make(
      'p',
      { class: 'lead' },
      t(holds('supervisor', 'manager', 'medical-staff-office') ? 'leave.lead' : 'leave.own'),
    ),
    place,
    await leaveForm((words) => void fill(words)),
  );
  return { node, title: t('section.leave') };
}

function list(rows, done) {
  const tones = { proposed: 'warn', approved: 'ok' };
  return table({
    caption: t('section.leave'),
    rows,
    columns: [
      { name: t('person'), cell: ({ practitioner }) => practitioner?.name ?? '–' },
      { name: t('from'), cell: ({ fromOn }) => dateOf(fromOn) },
      { name: t('to'), cell: ({ toOn }) => dateOf(toOn) },
      {
        name: t('leave.reason'),
        cell: ({ reason, changeReason }) => [
          reason,
          changeReason && make('small', {}, changeReason),
        ],
      },
      { name: t('facility'), cell: ({ at }) => at },
      {
        name: t('leave.state'),
        cell: ({ state }) =>
          make('span', { class: `tag ${tones[state] ?? ''}` }, wordFor('leave-state', state)),
      },
      { name: t('actions'), cell: (row) => actButtons(row, done) },
    ],
  });
}
