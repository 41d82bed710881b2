import { make } from './element.js';
import { roles } from './roles.js';
import { t, wordFor } from './words.js';

/** People of a demonstration: one of each role, and a surgeon. It may know machines too, such as the feed. */
const people = roles.flatMap((role) => (role === 'physician' ? [role, 'surgeon'] : [role]));

/** The page before anyone is signed in: the hospital's sign-in, or the people of the demonstration. */
export function showSignIn({ ways = { demo: null, oidc: false }, choose, problem = '' }) {
  const main = document.getElementById('sign-in');
  const alert = make('p', { class: 'problem', role: 'alert' }, problem);
  const tell = (error) => alert.replaceChildren(error.message);
  const known = people.filter((role) => ways.demo?.includes(role));
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
      known.length > 0 && make('p', {}, t('sign-in.demo')),
      known.length > 0 &&
        make(
          'div',
          { class: 'roles' },
          ...known.map((role) => roleButton(role, () => choose(role).catch(tell))),
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
