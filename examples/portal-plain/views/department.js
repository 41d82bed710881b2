import { allowed, api } from '../api.js';
import { make, select } from '../element.js';
import { facilities } from '../facilities.js';
import { holds } from '../session.js';
import { problemNote } from '../states.js';
import { t } from '../words.js';
import { ageing, analysis, byAnalyst, byPhysician, delinquency } from './figures.js';
import { queueCounts } from './queue-counts.js';
import { waitingLetters } from './waiting-letters.js';

/** The department at a glance: what is open where, with whom, how old, and what waits for a decision. `#department/FACILITY` */
export async function open([facility = '']) {
  const places = await facilities();
  const choice = select([['', t('facility.all')], ...places], { id: 'facility', value: facility });
  choice.addEventListener('change', () => {
    location.hash =
      choice.value === '' ? '#department' : `#department/${encodeURIComponent(choice.value)}`;
  });
  const isLead = holds('supervisor', 'manager');
  const node = make(
    'div',
    { class: 'page' },
    make(
      'header',
      { class: 'page-head' },
      make('h1', {}, t('section.department')),
      make('span', {}, make('label', { for: 'facility' }, t('facility')), choice),
      isLead && make('a', { class: 'button', href: '#reassign' }, t('reassign.title')),
    ),
    make('div', { class: 'cards' }, ...(await cards(facility, places))),
  );
  return { node, title: t('section.department') };
}

/** Each card asks for itself: what is not open to this reader, or fails, leaves the others standing. */
function cards(facility, places) {
  const query = facility === '' ? '' : `?facility=${encodeURIComponent(facility)}`;
  const report = (name, drawn) => () =>
    allowed(api(`/api/reports/${name}${query}`)).then((given) => given && drawn(given));
  const all = [
    ['queues', true, () => queueCounts(facility, places)],
    ['ageing', false, report('ageing', ageing)],
    ['delinquency', false, report('delinquency', delinquency)],
    ['physicians', false, report('workload-by-physician', byPhysician)],
    ['analysts', false, report('workload-by-analyst', byAnalyst)],
    ['analysis', true, report('chart-analysis', analysis)],
    ['letters', true, () => waitingLetters(facility)],
  ];
  return Promise.all(all.map(([name, isWide, drawn]) => card(name, isWide, drawn)));
}

async function card(name, isWide, drawn) {
  const inside = await drawn().catch((error) => problemNote(error));
  return (
    inside &&
    make(
      'section',
      { class: isWide ? 'card wide' : 'card', 'aria-labelledby': `card-${name}` },
      make('h2', { id: `card-${name}` }, t(`card.${name}`)),
      inside,
    )
  );
}
