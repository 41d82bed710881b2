import { api } from '../api.js';
import { field, make, select } from '../element.js';
import { facilities } from '../facilities.js';
import { practitionerField } from '../practitioners.js';
import { holds, user } from '../session.js';
import { acting } from '../states.js';
import { t } from '../words.js';

/** Proposes a leave: one's own, or for someone else where one leads them. */
export async function leaveForm(done) {
  const isFor = holds('supervisor', 'manager', 'medical-staff-office')
    ? practitionerField({ required: true })
    : undefined;
  const where = select(await facilities(), { required: true });
  const fromOn = make('input', { type: 'date', required: true });
  const toOn = make('input', { type: 'date', required: true });
  const reason = make('input', { required: true, minlength: '3', maxlength: '500' });
  fromOn.addEventListener('change', () => {
    toOn.min = fromOn.value;
  });
  const form = make(
    'form',
    { class: 'card form columns', 'aria-labelledby': 'leave-title' },
    make('h2', { id: 'leave-title' }, t('leave.propose')),
    isFor && field(t('person'), isFor.input),
    field(t('facility'), where, t('leave.facility-hint')),
    field(t('leave.first-day'), fromOn),
    field(t('leave.last-day'), toOn),
    field(t('leave.reason'), reason),
    make('div', { 'data-problem': true }),
    make(
      'div',
      { class: 'buttons' },
      make('button', { class: 'button primary' }, t('leave.propose')),
    ),
    isFor?.list,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void acting(form, async () => {
      const practitionerId = isFor ? await isFor.id() : user().practitionerId;
      if (!practitionerId) return;
      const body = {
        facility: where.value,
        practitionerId,
        fromOn: fromOn.value,
        toOn: toOn.value,
        reason: reason.value.trim(),
      };
      await api('/api/leave', { body, key: crypto.randomUUID() });
      form.reset();
      done(t('leave.proposed'));
    });
  });
  return form;
}
