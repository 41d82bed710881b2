import { api } from '../api.js';
import { button, field, make } from '../element.js';
import { holds, user } from '../session.js';
import { acting } from '../states.js';
import { t } from '../words.js';

/** What may be done with a leave as it stands, by this user; the server has the last word. */
export function actButtons(row, done) {
  const { state, practitioner } = row;
  const isOwn = practitioner?.id === user().practitionerId;
  const mayDecide = holds('medical-staff-office', 'manager') && !isOwn;
  const mayKeep = isOwn || holds('medical-staff-office', 'supervisor', 'manager');
  const isRunning = state === 'approved' || state === 'ended';
  const acts = [
    [state === 'proposed' && mayDecide, 'approve', []],
    [state === 'proposed' && mayDecide, 'decline', ['reason']],
    [isRunning && mayDecide, 'end', ['toOn', 'reason']],
    [(state === 'proposed' && mayKeep) || (isRunning && mayDecide), 'withdraw', ['reason']],
  ];
  return make(
    'div',
    { class: 'line' },
    ...acts
      .filter(([may]) => may)
      .map(([, name, fields]) =>
        button(
          t(`leave.${name}`),
          (event) => ask(event.currentTarget, { row, name, fields, done }),
          {
            'aria-label': t(`leave.${name}-of`, { name: practitioner?.name ?? '' }),
          },
        ),
      ),
  );
}

/** Every act is confirmed; most need a reason, which is kept. */
function ask(opener, { row, name, fields, done }) {
  const inputs = {
    toOn: make('input', {
      type: 'date',
      required: true,
      value: row.toOn,
      min: row.fromOn,
      max: row.toOn,
    }),
    reason: make('input', { required: true, minlength: '3', maxlength: '500' }),
  };
  const form = make(
    'form',
    { class: 'form' },
    make('h2', { id: 'act-title' }, t(`leave.${name}-of`, { name: row.practitioner?.name ?? '' })),
    ...fields.map((one) =>
      field(t(one === 'toOn' ? 'leave.last-day' : 'leave.reason'), inputs[one]),
    ),
    make('div', { 'data-problem': true }),
    make(
      'div',
      { class: 'buttons' },
      button(t('cancel'), () => dialog.close()),
      make('button', { class: 'button primary' }, t(`leave.${name}`)),
    ),
  );
  const dialog = make(
    'dialog',
    {
      'aria-labelledby': 'act-title',
      onclose: () => {
        dialog.remove();
        opener.focus();
      },
    },
    form,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void acting(form, async () => {
      const given = Object.fromEntries(fields.map((one) => [one, inputs[one].value]));
      await api(`/api/instances/${encodeURIComponent(row.id)}/events`, {
        body: { type: `leave.${name}`, ...given },
        version: row.version,
        key: crypto.randomUUID(),
      });
      dialog.close();
      done(t(`leave.${name}-done`));
    });
  });
  document.getElementById('main').append(dialog);
  dialog.showModal();
}
