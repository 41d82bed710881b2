import { api } from './api.js';
import { button, make } from './element.js';
import { signOut, user } from './session.js';
import { t, wordFor } from './words.js';

const find = (id) => document.getElementById(id);

/** The frame around every view: where one can go, who one is, and how the connection stands. */
export function openFrame(sections) {
  find('skip').textContent = t('frame.skip');
  find('skip').addEventListener('click', (event) => {
    // The address says which view is open.
    event.preventDefault();
    find('main').focus();
  });
  const nav = find('sections');
  nav.setAttribute('aria-label', t('frame.sections'));
  nav.replaceChildren(
    ...sections.map(({ name }) =>
      make('a', { href: `#${name}`, 'data-name': name }, t(`section.${name}`)),
    ),
  );
  find('brand').href = `#${sections[0]?.name ?? ''}`;
  openPerson();
  find('hints').replaceChildren(...hints());
  for (const id of ['app', 'foot', 'sections', 'who']) find(id).hidden = false;
}

/** Marks the section that is open; views that belong to one say which. */
export function markSection(name) {
  for (const one of find('sections').children) {
    if (one.dataset.name === name) {
      one.setAttribute('aria-current', 'page');
      one.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    } else one.removeAttribute('aria-current');
  }
}

/** Offers in the footer the whole chart of the piece of work that is open; of nothing where none is. */
export function offerChart(instanceId) {
  const offer = find('open-chart');
  offer.hidden = instanceId === undefined;
  offer.textContent = t('work.chart');
  offer.onclick = async () => {
    const { encounter } = await api(`/api/instances/${encodeURIComponent(instanceId)}`);
    if (encounter === null) offer.textContent = t('work.no-chart');
    else location.hash = `#chart/${encodeURIComponent(encounter.id)}`;
  };
}

/** Says in the footer that something was kept just now. */
export function saved() {
  find('saved').textContent = t('frame.saved', {
    time: new Date().toLocaleTimeString([], { hourCycle: 'h23' }),
  });
}

function openPerson() {
  const { name, grants } = user();
  const roles = [...new Set(grants.map(({ role }) => wordFor('role', role)))];
  find('who').replaceChildren(
    make('span', { class: 'initials', 'aria-hidden': 'true' }, initialsOf(name)),
    make('span', { class: 'name' }, name),
  );
  find('person-menu').replaceChildren(
    make('p', {}, roles.join(', ')),
    button(t('frame.sign-out'), signOut, { class: 'plain' }),
  );
}

function initialsOf(name) {
  const words = name.split(' ').filter((word) => !/^Dr\.?$/.test(word));
  return `${words[0]?.[0] ?? ''}${words.length > 1 ? words.at(-1)[0] : ''}`;
}

function hints() {
  const key = (name) => make('kbd', {}, name);
  return [
    key('J'),
    ' ',
    key('K'),
    ` ${t('keys.move')} · `,
    key('Enter'),
    ` ${t('keys.open')} · `,
    key('N'),
    ` ${t('keys.next')} · `,
    key('?'),
    ` ${t('keys.all')}`,
  ];
}

/** Tells in the footer how the connection stands and when something was kept; from before the widgets begin. */
export function watchConnection() {
  const live = find('live');
  const say = (state) => {
    live.dataset.state = state;
    live.textContent = t(`live.${state}`);
  };
  say('connecting');
  const app = find('app');
  app.addEventListener('him-live-change', ({ detail }) => say(detail.state));
  app.addEventListener('him-auth-lost', () => say('signed-out'));
  for (const kept of ['him-task-done', 'him-task-claim', 'him-annotation-made'])
    app.addEventListener(kept, saved);
}
