import { make } from './element.js';
import { t, wordFor } from './words.js';

/** People of a demonstration, in the order of the department. A demo may know machines too, such as the feed. */
const people = [
  'analyst',
  'physician',
  'surgeon',
  'coder',
  'cdi-specialist',
  'release-specialist',
  'medical-staff-office',
  'quality',
  'supervisor',
  'manager',
  'privacy-officer',
  'auditor',
  'administrator',
];

/** The page before anyone is signed in: the hospital's sign-in, or the people of the demonstration. */
export function showSignIn({ ways = { demo: null, oidc: false }, choose, problem = '' }) {
  const main = document.getElementById('sign-in');
  const alert = make('p', { class: 'problem', role: 'alert' }, problem);
  const tell = (error) => alert.replaceChildren(error.message);
  const roles = people.filter((role) => ways.demo?.includes(role));
  main.replaceChildren(
    make(
      'section',
      { class: 'welcome' },
      make('h1', {}, t('sign-in.title')),
      make('p', {}, t('sign-in.lead')),
      make('p', { class: 'notice-words' }, t('sign-in.notice')),
    ),
    make(
      'section',
      { class: 'card', 'aria-labelledby': 'sign-in-heading' },
      make('h2', { id: 'sign-in-heading' }, t('sign-in.sign-in')),
      ways.oidc &&
        make('a', { class: 'button primary wide', href: '/auth/login' }, t('sign-in.hospital')),
      roles.length > 0 && make('p', {}, t('sign-in.demo')),
      roles.length > 0 &&
        make(
          'div',
          { class: 'roles' },
          ...roles.map((role) => roleButton(role, () => choose(role).catch(tell))),
        ),
      alert,
    ),
  );
  document.getElementById('app').hidden = true;
  main.hidden = false;
}

function roleButton(role, onclick) {
  return make(
    'button',
    { type: 'button', onclick },
    make('b', {}, wordFor('role', role)),
    ' ',
    make('small', {}, wordFor('does', role)),
    make('span', { 'aria-hidden': 'true' }, '›'),
  );
}
