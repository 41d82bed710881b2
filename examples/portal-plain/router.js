import { make } from './element.js';
import { markSection, offerChart } from './frame.js';
import { setPurpose, whenEnded } from './purpose.js';
import { problemNote, waiting } from './states.js';
import { t } from './words.js';

/** Every view with where it is kept, and the section it belongs to. Its address is `#name/part/part`: ids only. */
const views = {
  work: { load: () => import('./views/work.js') },
  'my-charts': { load: () => import('./views/my-charts.js') },
  department: { load: () => import('./views/department.js') },
  rows: { load: () => import('./views/rows.js'), section: 'department' },
  reassign: { load: () => import('./views/reassign.js'), section: 'department' },
  find: { load: () => import('./views/find.js') },
  chart: { load: () => import('./views/chart.js'), section: 'find' },
  task: { load: () => import('./views/task.js'), section: 'department' },
  people: { load: () => import('./views/people.js') },
  leave: { load: () => import('./views/leave.js') },
};

let shown;
/** What is quicker needs no words. */
const quietMs = 300;
let turn = 0;
let firstName = '';

export function startRouter(sections) {
  firstName = sections[0]?.name ?? 'none';
  window.addEventListener('hashchange', route);
  whenEnded(() => {
    if (location.hash === '#find') return showAgain();
    location.hash = '#find';
  });
  route();
}

/** Shows the present address afresh, as after the clock was moved. */
export function showAgain() {
  shown = undefined;
  return route();
}

async function route() {
  const [asked, ...parts] = location.hash.slice(1).split('/').map(decodeURIComponent);
  const name = asked in views ? asked : firstName;
  // A purpose is stated for one chart: it ends with it.
  if (name !== 'chart') setPurpose('');
  markSection(views[name]?.section ?? name);
  document.body.dataset.section = name;
  if (shown?.name === name && shown.view.update?.(parts)) return;
  offerChart(undefined);
  const main = document.getElementById('main');
  if (!(name in views))
    return main.replaceChildren(make('p', { class: 'none' }, t('frame.nothing')));
  const mine = ++turn;
  const isFirst = shown === undefined;
  const slow = setTimeout(() => {
    if (mine !== turn) return;
    shown?.view.close?.();
    shown = undefined;
    main.replaceChildren(bare(name, waiting()));
  }, quietMs);
  try {
    const { open } = await views[name].load();
    const view = await open(parts);
    if (mine !== turn) return view.close?.();
    shown?.view.close?.();
    shown = { name, view };
    document.title = `${view.title} – Mercy Valley Health`;
    main.replaceChildren(view.node);
    main.scrollTop = 0;
    if (!isFirst) main.focus({ preventScroll: true });
  } catch (error) {
    if (mine !== turn) return;
    shown?.view.close?.();
    shown = undefined;
    main.replaceChildren(bare(name, problemNote(error, showAgain)));
  } finally {
    clearTimeout(slow);
  }
}

/** A view of which there is nothing yet but where it belongs. */
function bare(name, content) {
  return make(
    'div',
    { class: 'page' },
    make('h1', {}, t(`section.${views[name].section ?? name}`)),
    content,
  );
}
