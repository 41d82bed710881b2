import { api } from '../api.js';
import { button, field, make } from '../element.js';
import { practitionerField, practitionerName } from '../practitioners.js';
import { holds } from '../session.js';
import { acting, nothing, problemNote, result } from '../states.js';
import { table } from '../table.js';
import { t } from '../words.js';

const path = '/api/site-tables/practitioner-groups';

/** Practitioners who cover for one another, under one name. */
export async function groups() {
  const mayChange = holds('administrator', 'manager', 'medical-staff-office');
  const place = make('div', {});
  const fill = async (said) => {
    const { rows, version } = await api(path);
    const save = async (changed, words) => {
      await api(path, { method: 'PUT', body: { rows: changed }, version });
      await fill(result(words));
    };
    const change = (row, next) =>
      save(
        rows.flatMap((one) => (one !== row ? [one] : next ? [next] : [])),
        t('groups.saved'),
      ).catch((error) => fill(problemNote(error)));
    const shown = await Promise.all(
      rows.map(async (row) => ({ row, members: await Promise.all(row.members.map(memberOf)) })),
    );
    place.replaceChildren(
      make('p', { class: 'lead' }, t('groups.lead')),
      said ?? '',
      shown.length === 0 ? nothing(t('groups.none')) : list(shown, mayChange ? change : undefined),
      mayChange ? memberForm(rows, save) : '',
    );
  };
  await fill();
  return place;
}

async function memberOf(id) {
  return { id, name: await practitionerName(id) };
}

function list(shown, change) {
  const member = (row, { id, name }) => {
    const members = row.members.filter((one) => one !== id);
    const leave = () => void change(row, members.length === 0 ? undefined : { ...row, members });
    return make(
      'li',
      {},
      name,
      ' ',
      change &&
        button('✕', leave, {
          class: 'plain',
          'aria-label': t('groups.remove', { name, group: row.name }),
        }),
    );
  };
  return table({
    caption: t('people.groups'),
    rows: shown,
    columns: [
      { name: t('groups.name'), cell: ({ row }) => row.name },
      {
        name: t('groups.members'),
        cell: ({ row, members }) =>
          make('ul', { class: 'plain' }, ...members.map((one) => member(row, one))),
      },
    ],
  });
}

/** Adds a member to a group; a name there is not yet becomes one. */
function memberForm(rows, save) {
  const names = make(
    'datalist',
    { id: 'group-names' },
    ...rows.map(({ name }) => make('option', { value: name })),
  );
  const name = make('input', {
    required: true,
    maxlength: '200',
    list: 'group-names',
    autocomplete: 'off',
  });
  const who = practitionerField({ required: true });
  const form = make(
    'form',
    { class: 'card form columns', 'aria-labelledby': 'group-title' },
    make('h2', { id: 'group-title' }, t('groups.add')),
    field(t('groups.name'), name, t('groups.name-hint')),
    field(t('groups.member'), who.input),
    make('div', { 'data-problem': true }),
    make('div', { class: 'buttons' }, make('button', { class: 'button primary' }, t('groups.add'))),
    names,
    who.list,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void acting(form, async () => {
      const id = await who.id();
      if (!id) return;
      const known = rows.find((one) => one.name === name.value.trim());
      const changed = known
        ? rows.map((one) =>
            one === known ? { ...one, members: [...new Set([...one.members, id])] } : one,
          )
        : [...rows, { id: crypto.randomUUID(), name: name.value.trim(), members: [id] }];
      await save(changed, t('groups.saved'));
    });
  });
  return form;
}
