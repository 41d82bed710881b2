import { allowed, api } from '../api.js';
import { dateOf } from '../dates.js';
import { button, field, make, select } from '../element.js';
import { facilities, facilityName } from '../facilities.js';
import { practitionerField, practitionerName } from '../practitioners.js';
import { holds } from '../session.js';
import { acting, nothing, problemNote, result } from '../states.js';
import { table } from '../table.js';
import { t } from '../words.js';

const path = '/api/site-tables/cover';

/** Who works for whom while they are away: from when to when, where, and whether they may sign. */
export async function cover() {
  const mayChange = holds('administrator', 'manager', 'medical-staff-office');
  const place = make('div', {});
  const fill = async (said) => {
    const [tableNow, groupTable, places] = await Promise.all([
      api(path),
      allowed(api('/api/site-tables/practitioner-groups')),
      facilities(),
    ]);
    const groups = groupTable?.rows ?? [];
    const save = async (rows, words) => {
      await api(path, { method: 'PUT', body: { rows }, version: tableNow.version });
      await fill(result(words));
    };
    const remove = (row) =>
      save(
        tableNow.rows.filter((one) => one !== row),
        t('cover.removed'),
      ).catch((error) => fill(problemNote(error)));
    place.replaceChildren(
      make('p', { class: 'lead' }, t('cover.lead')),
      said ?? '',
      tableNow.rows.length === 0
        ? nothing(t('cover.nobody'))
        : await list(tableNow.rows, { groups, remove: mayChange ? remove : undefined }),
      mayChange
        ? addForm({
            places,
            groups,
            save: (row) => save([...tableNow.rows, row], t('cover.added')),
          })
        : '',
    );
  };
  await fill();
  return place;
}

async function list(rows, { groups, remove }) {
  const shown = await Promise.all(
    rows.map(async (row) => ({
      row,
      who: await practitionerName(row.practitionerId),
      by: row.coveredBy
        ? await practitionerName(row.coveredBy)
        : (groups.find(({ id }) => id === row.coveredByGroup)?.name ?? row.coveredByGroup),
      at:
        row.facilities === '*'
          ? t('facility.all')
          : (await Promise.all(row.facilities.map(facilityName))).join(', '),
    })),
  );
  return table({
    caption: t('people.cover'),
    rows: shown,
    columns: [
      { name: t('cover.who'), cell: ({ who }) => who },
      { name: t('cover.by'), cell: ({ by }) => by },
      { name: t('from'), cell: ({ row }) => dateOf(row.fromOn) },
      { name: t('to'), cell: ({ row }) => (row.toOn ? dateOf(row.toOn) : t('cover.open-end')) },
      { name: t('facility'), cell: ({ at }) => at },
      { name: t('cover.may-sign'), cell: ({ row }) => t(row.maySign ? 'yes' : 'no') },
      ...(remove
        ? [
            {
              name: t('actions'),
              cell: ({ row, who, by }) =>
                button(t('remove'), () => void remove(row), {
                  'aria-label': t('cover.remove-of', { who, by }),
                }),
            },
          ]
        : []),
    ],
  });
}

function addForm({ places, groups, save }) {
  const who = practitionerField({ required: true });
  const by = practitionerField({ required: groups.length === 0 });
  const group =
    groups.length > 0 &&
    select([['', t('cover.one-person')], ...groups.map(({ id, name }) => [id, name])]);
  const where = select([['*', t('facility.all')], ...places]);
  const fromOn = make('input', { type: 'date', required: true });
  const toOn = make('input', { type: 'date' });
  const maySign = make('input', { type: 'checkbox', id: 'may-sign' });
  const form = make(
    'form',
    { class: 'card form columns', 'aria-labelledby': 'cover-title' },
    make('h2', { id: 'cover-title' }, t('cover.add')),
    field(t('cover.who'), who.input),
    field(t('cover.by'), by.input),
    group && field(t('cover.group'), group),
    field(t('from'), fromOn),
    field(t('to'), toOn, t('cover.open-end-hint')),
    field(t('facility'), where),
    make(
      'div',
      { class: 'check' },
      maySign,
      make('label', { for: 'may-sign' }, t('cover.may-sign-long')),
    ),
    make('div', { 'data-problem': true }),
    make('div', { class: 'buttons' }, make('button', { class: 'button primary' }, t('cover.save'))),
    who.list,
    by.list,
  );
  if (group)
    group.addEventListener('change', () => {
      by.input.disabled = group.value !== '';
    });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void acting(form, async () => {
      const covering = group?.value
        ? { coveredByGroup: group.value }
        : { coveredBy: await by.id() };
      const practitionerId = await who.id();
      if (!practitionerId || Object.values(covering)[0] === undefined) return;
      await save({
        practitionerId,
        ...covering,
        facilities: where.value === '*' ? '*' : [where.value],
        fromOn: fromOn.value,
        toOn: toOn.value || null,
        maySign: maySign.checked,
      });
    });
  });
  return form;
}
