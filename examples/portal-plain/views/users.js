import { api } from '../api.js';
import { button, make } from '../element.js';
import { facilities, facilityName } from '../facilities.js';
import { practitionerName } from '../practitioners.js';
import { nothing, result } from '../states.js';
import { table } from '../table.js';
import { t, wordFor } from '../words.js';
import { userForm } from './user-form.js';

/** People who sign in through the hospital's identity provider, with their roles at each facility. */
export async function users() {
  const place = make('div', {});
  const fill = async (said) => {
    const { people } = await api('/api/people');
    const places = await facilities();
    const edit = (person) => {
      const dialog = userForm({ person, places, done: (words) => void fill(words) });
      place.append(dialog);
      dialog.showModal();
    };
    place.replaceChildren(
      make('p', { class: 'lead' }, t('users.lead')),
      said ? result(said) : '',
      make(
        'p',
        {},
        button(t('users.add'), () => edit(undefined), { class: 'button primary' }),
      ),
      people.length === 0 ? nothing(t('users.nobody')) : await list(people, edit),
    );
  };
  await fill();
  return place;
}

async function list(people, edit) {
  const rows = await Promise.all(
    people.map(async (person) => ({
      person,
      roles: await Promise.all(person.grants.map(rolesOf)),
      practitioner: person.practitionerId ? await practitionerName(person.practitionerId) : '',
    })),
  );
  return table({
    caption: t('people.users'),
    rows: rows.sort((a, b) => a.person.name.localeCompare(b.person.name)),
    columns: [
      { name: t('users.name'), cell: ({ person }) => person.name },
      { name: t('users.subject'), cell: ({ person }) => person.subject },
      {
        name: t('users.roles'),
        cell: ({ roles }) =>
          make('ul', { class: 'plain' }, ...roles.map((one) => make('li', {}, one))),
      },
      { name: t('users.practitioner'), cell: ({ practitioner }) => practitioner },
      {
        name: t('users.access'),
        cell: ({ person }) =>
          make(
            'span',
            { class: `tag ${person.isActive ? 'ok' : ''}` },
            t(person.isActive ? 'users.active' : 'users.ended'),
          ),
      },
      {
        name: t('actions'),
        cell: ({ person }) =>
          button(t('users.change'), () => edit(person), {
            'aria-label': t('users.change-of', { name: person.name }),
          }),
      },
    ],
  });
}

async function rolesOf({ role, facilities: at }) {
  const where =
    at === '*' ? t('facility.all') : (await Promise.all(at.map(facilityName))).join(', ');
  return `${wordFor('role', role)} · ${where}`;
}
