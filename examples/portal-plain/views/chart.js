import { api } from '../api.js';
import { dateOf, grouped, stayOf } from '../dates.js';
import { make } from '../element.js';
import { facilityName } from '../facilities.js';
import { purposeForm } from '../purpose.js';
import { showAgain } from '../router.js';
import { t, wordFor } from '../words.js';

const tabs = {
  record: (id) => make('him-record', { 'encounter-id': id }),
  deficiencies: (id) => make('him-deficiencies', { 'encounter-id': id }),
  timeline: (id) => make('him-timeline', { 'encounter-id': id }),
  rules: (id) => make('him-why', { 'encounter-id': id }),
  notes: (id) => make('him-notes', { 'encounter-id': id }),
};

/** A chart: whose it is, and all that is known of it. `#chart/ENCOUNTER/TAB`, `#chart/ENCOUNTER/review/INSTANCE` */
export async function open([id, tab = 'record', instanceId]) {
  const chart = await api(`/api/charts/${encodeURIComponent(id)}`).catch((error) => {
    if (error.code !== 'purpose-needed') throw error;
  });
  if (chart === undefined)
    return {
      title: t('chart.title'),
      node: make(
        'div',
        { class: 'page narrow' },
        make('h1', {}, t('chart.title')),
        purposeForm(showAgain),
      ),
    };

  const bar = make('div', { class: 'tabs', role: 'tablist', 'aria-label': t('chart.title') });
  const panels = make('div', { class: 'panels' });
  for (const name of Object.keys(tabs)) {
    bar.append(tabButton(name, id));
    panels.append(
      make('section', {
        id: `panel-${name}`,
        role: 'tabpanel',
        'aria-labelledby': `tab-${name}`,
        hidden: true,
      }),
    );
  }
  const review = make('section', { id: 'panel-review', hidden: true });
  panels.append(review);
  // Always there, so that their number stands on the tab; they are live.
  panels.querySelector('#panel-notes').append(tabs.notes(id));
  const node = make('div', { class: 'chart' }, await identity(chart), bar, panels);
  bar.addEventListener('keydown', (event) => moveAlong(event, bar));
  node.addEventListener('him-notes-change', ({ detail }) => {
    bar.querySelector('#tab-notes .count').textContent =
      detail.count > 0 ? String(detail.count) : '';
  });
  panels.addEventListener('him-task-open', ({ detail }) => {
    location.hash = `#chart/${encodeURIComponent(id)}/review/${encodeURIComponent(detail.instanceId)}`;
  });
  for (const left of ['him-task-close', 'him-task-next'])
    review.addEventListener(left, () => {
      location.hash = `#chart/${encodeURIComponent(id)}/deficiencies`;
    });

  const show = (name, piece) => {
    for (const panel of panels.children) panel.hidden = panel.id !== `panel-${name}`;
    for (const one of bar.children) {
      const isChosen = one.id === `tab-${name}`;
      one.setAttribute('aria-selected', String(isChosen));
      one.tabIndex = isChosen || (name === 'review' && one.id === 'tab-record') ? 0 : -1;
    }
    if (name === 'review')
      review.replaceChildren(
        make('him-review', { 'instance-id': piece, 'aria-label': t('work.task') }),
      );
    else {
      review.replaceChildren();
      const panel = panels.querySelector(`#panel-${name}`);
      if (panel.childElementCount === 0) panel.append(tabs[name](id));
    }
  };
  show(tab === 'review' || tab in tabs ? tab : 'record', instanceId);
  return {
    node,
    // Whose chart it is stays out of the title, which the browser keeps in its history.
    title: t('chart.title'),
    update: ([other, next = 'record', piece]) => {
      if (other !== id) return false;
      show(next === 'review' || next in tabs ? next : 'record', piece);
      return true;
    },
  };
}

async function identity({ patient, encounter, facility, attending }) {
  const facts = [
    [t('chart.mrn'), grouped(patient?.mrn)],
    [t('chart.born'), dateOf(patient?.birthDate)],
    [t('chart.visit'), encounter.number ?? ''],
    [wordFor('class', encounter.class), stayOf(encounter)],
    [t('facility'), await facilityName(facility)],
    [t('chart.attending'), attending?.name ?? ''],
  ].filter(([, value]) => value);
  return make(
    'header',
    { class: 'identity' },
    make('h1', {}, patient?.name ?? t('chart.unknown')),
    make(
      'dl',
      {},
      ...facts.map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value))),
    ),
  );
}

function tabButton(name, id) {
  return make(
    'button',
    {
      type: 'button',
      role: 'tab',
      id: `tab-${name}`,
      'aria-controls': `panel-${name}`,
      'aria-selected': 'false',
      onclick: () => {
        location.hash = `#chart/${encodeURIComponent(id)}/${name}`;
      },
    },
    t(`chart.tab.${name}`),
    // The space keeps word and number apart when they are read.
    name === 'notes' && [' ', make('span', { class: 'count' })],
  );
}

/** Arrow keys go along the tabs, in the direction of the writing; Home and End to the ends. */
function moveAlong(event, bar) {
  const all = [...bar.children];
  const at = all.indexOf(document.activeElement);
  const forward = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const backward = document.dir === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
  const to = { [forward]: at + 1, [backward]: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const next = all[(to + all.length) % all.length];
  next.focus();
  next.click();
}
