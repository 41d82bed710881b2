import { button, make, select } from './element.js';
import { t, wordFor } from './words.js';

/** HL7 v3 PurposeOfUse codes that the server knows: why someone looks at a chart on none of their lists. */
const codes = [
  'HOPERAT',
  'PATRQT',
  'FAMRQT',
  'TREAT',
  'ETREAT',
  'HPAYMT',
  'COVERAGE',
  'HLEGAL',
  'HCOMPL',
  'HQUALIMP',
  'HSYSADMIN',
  'PUBHLTH',
  'HRESCH',
];
let current = '';
let leave = () => {};

/** The purpose that goes with every request; empty where none is stated. */
export function purpose() {
  return current;
}

/** What ends a purpose: to leave what was opened with it. Never is a chart on the page whose purpose has ended. */
export function whenEnded(act) {
  leave = act;
}

/** States it, shows it for as long as it stands, and lets the widgets send it too. */
export function setPurpose(code) {
  if (code === current) return;
  current = code;
  document.getElementById('app').purpose = code;
  const bar = document.getElementById('purpose');
  bar.hidden = code === '';
  bar.replaceChildren(
    make('p', {}, t('purpose.stands'), ' ', make('b', {}, wordFor('purpose', code))),
    button(t('purpose.end'), () => leave()),
  );
}

/** Asks why: what lies outside one's lists is opened with a reason, which is kept with every look at it. */
export function purposeForm(onChosen) {
  const choice = select(
    [['', t('purpose.choose')], ...codes.map((code) => [code, wordFor('purpose', code)])],
    {
      id: 'purpose-choice',
      required: true,
    },
  );
  return make(
    'form',
    {
      class: 'card ask',
      onsubmit: (event) => {
        event.preventDefault();
        setPurpose(choice.value);
        onChosen();
      },
    },
    make('h2', {}, t('purpose.title')),
    make('p', {}, t('purpose.why')),
    make('label', { for: 'purpose-choice' }, t('purpose.label')),
    make(
      'div',
      { class: 'line' },
      choice,
      make('button', { class: 'button primary' }, t('purpose.go')),
    ),
  );
}
