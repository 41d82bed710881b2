import { api } from '../api.js';
import { button, field, make, select } from '../element.js';
import { practitionerField } from '../practitioners.js';
import { roles } from '../roles.js';
import { acting } from '../states.js';
import { t, wordFor } from '../words.js';

/** Enters a person, or changes what they may do. A role is held at one facility or at all of them, line by line. */
export function userForm({ person, places, done }) {
  const subject = make('input', {
    required: true,
    maxlength: '255',
    value: person?.subject,
    readonly: person !== undefined,
  });
  const name = make('input', { required: true, value: person?.name });
  const practitioner = practitionerField();
  if (person?.practitionerId) void practitioner.setId(person.practitionerId);
  const isActive = make('input', { type: 'checkbox', id: 'is-active' });
  isActive.checked = person?.isActive ?? true;
  const lines = make('div', {});
  const addLine = (role, facility) => lines.append(grantLine(places, role, facility));
  for (const { role, facilities } of person?.grants ?? [])
    for (const at of facilities === '*' ? ['*'] : facilities) addLine(role, at);
  if (lines.childElementCount === 0) addLine('analyst', '*');

  const form = make(
    'form',
    { class: 'form' },
    make('h2', { id: 'user-title' }, t(person ? 'users.change' : 'users.add')),
    field(t('users.name'), name),
    field(t('users.subject'), subject, t('users.subject-hint')),
    make(
      'fieldset',
      {},
      make('legend', {}, t('users.roles')),
      lines,
      button(t('users.add-role'), () => addLine('analyst', '*')),
    ),
    field(t('users.practitioner'), practitioner.input, t('users.practitioner-hint')),
    practitioner.list,
    make(
      'div',
      { class: 'check' },
      isActive,
      make('label', { for: 'is-active' }, t('users.may-sign-in')),
    ),
    make('div', { 'data-problem': true }),
    make(
      'div',
      { class: 'buttons' },
      button(t('cancel'), () => dialog.close()),
      make('button', { class: 'button primary' }, t('save')),
    ),
  );
  const dialog = make(
    'dialog',
    { 'aria-labelledby': 'user-title', onclose: () => dialog.remove() },
    form,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void acting(form, async () => {
      const practitionerId =
        practitioner.input.value.trim() === '' ? undefined : await practitioner.id();
      if (practitioner.input.value.trim() !== '' && practitionerId === undefined) return;
      const { subject: _, ...kept } = person ?? { id: subject.value.trim() };
      const { practitionerId: __, ...others } = kept;
      const body = {
        ...others,
        name: name.value.trim(),
        grants: grantsIn(lines),
        isActive: isActive.checked,
        ...(practitionerId ? { practitionerId } : {}),
      };
      await api(`/api/people/${encodeURIComponent(subject.value.trim())}`, { method: 'PUT', body });
      dialog.close();
      done(t('users.saved', { name: body.name }));
    });
  });
  return dialog;
}

function grantLine(places, role, facility) {
  const line = make(
    'div',
    { class: 'line' },
    select(
      roles.map((one) => [one, wordFor('role', one)]),
      { name: 'role', 'aria-label': t('users.role'), value: role },
    ),
    select([['*', t('facility.all')], ...places], {
      name: 'facility',
      'aria-label': t('facility'),
      value: facility,
    }),
    button('✕', () => line.remove(), {
      class: 'button square',
      'aria-label': t('users.remove-role'),
    }),
  );
  return line;
}

/** The lines as the server keeps them: one grant for each role, all facilities before some. */
function grantsIn(lines) {
  const held = Map.groupBy(
    [...lines.children].map((line) =>
      [...line.querySelectorAll('select')].map(({ value }) => value),
    ),
    ([role]) => role,
  );
  return [...held].map(([role, at]) => {
    const facilities = [...new Set(at.map(([, facility]) => facility))];
    return { role, facilities: facilities.includes('*') ? '*' : facilities };
  });
}
