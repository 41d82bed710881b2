import { api } from '../api.js';
import { field, link, make, select } from '../element.js';
import { facilities } from '../facilities.js';
import { practitionerField } from '../practitioners.js';
import { acting, nothing, result } from '../states.js';
import { table } from '../table.js';
import { t } from '../words.js';

const states = ['open', 'waiting', 'on-hold'];
const mostShown = 5;

/** A physician departs: all that is open with them goes to another, and what became of each stays on the page. */
export async function open() {
  const from = practitionerField({ required: true });
  const to = practitionerField({ required: true });
  const where = select([['', t('facility.all')], ...(await facilities())]);
  const outcome = make('div', { class: 'found', 'aria-live': 'polite' });
  const form = make(
    'form',
    { class: 'card form' },
    field(t('reassign.from'), from.input),
    from.list,
    field(t('reassign.to'), to.input),
    to.list,
    field(t('facility'), where),
    make('div', { 'data-problem': true }),
    make(
      'div',
      { class: 'buttons' },
      make('button', { class: 'button primary' }, t('reassign.count')),
    ),
  );
  form.addEventListener('input', () => outcome.replaceChildren());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void acting(form, async () => {
      const chosen = { from: await from.id(), to: await to.id(), facility: where.value };
      if (chosen.from && chosen.to)
        outcome.replaceChildren(
          await preview(chosen, { from: from.input.value, to: to.input.value }, outcome),
        );
    });
  });
  const node = make(
    'div',
    { class: 'page narrow' },
    make('p', { class: 'back' }, link('#department', `‹ ${t('section.department')}`)),
    make('h1', {}, t('reassign.title')),
    make('p', { class: 'lead' }, t('reassign.lead')),
    form,
    outcome,
  );
  return { node, title: t('reassign.title') };
}

async function preview(chosen, names, outcome) {
  const tasks = (await Promise.all(states.map((state) => tasksOf(chosen, state)))).flat();
  if (tasks.length === 0) return nothing(t('reassign.nothing', { name: names.from }));
  const form = make(
    'form',
    { class: 'card form' },
    make('h2', {}, t('reassign.preview', { n: tasks.length })),
    make('p', {}, t('reassign.sentence', names)),
    make('ul', {}, ...tasks.slice(0, mostShown).map((task) => make('li', {}, titleOf(task)))),
    tasks.length > mostShown &&
      make('p', {}, t('reassign.others', { n: tasks.length - mostShown })),
    make('div', { 'data-problem': true }),
    make(
      'div',
      { class: 'buttons' },
      make('button', { class: 'button primary' }, t('reassign.go', { n: tasks.length })),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void acting(form, async () => outcome.replaceChildren(await reassign(chosen, tasks)));
  });
  return form;
}

async function tasksOf({ from, facility }, state) {
  const found = [];
  let after;
  do {
    const query = new URLSearchParams({
      queue: 'deficiencies',
      practitioner: from,
      listState: state,
      limit: '200',
    });
    if (facility !== '') query.set('facility', facility);
    if (after) query.set('after', after);
    const { tasks, next } = await api(`/api/tasks?${query}`);
    found.push(...tasks);
    after = next;
  } while (after);
  return found;
}

/** The server does some hundreds at a time; what it refused stays with its owner and must not be tried for ever. */
async function reassign({ from, to, facility }, tasks) {
  const results = new Map();
  let hasMore = true;
  while (hasMore) {
    const body = { to, ...(facility === '' ? {} : { facility }) };
    const answer = await api(`/api/practitioners/${encodeURIComponent(from)}/reassign`, {
      body,
      key: crypto.randomUUID(),
    });
    for (const one of answer.results) results.set(one.instanceId, one);
    hasMore = answer.hasMore && answer.done > 0;
  }
  const all = [...results.values()];
  const refused = all.filter(({ isDone }) => !isDone).length;
  const titles = new Map(tasks.map((task) => [task.instanceId, titleOf(task)]));
  return make(
    'div',
    {},
    result(
      t('reassign.done', { n: all.length - refused }) +
        (refused > 0 ? ` ${t('reassign.refused', { n: refused })}` : ''),
      refused > 0 ? 'danger' : 'ok',
    ),
    table({
      caption: t('reassign.results'),
      rows: all,
      columns: [
        { name: t('letters.what'), cell: ({ instanceId }) => titles.get(instanceId) ?? instanceId },
        {
          name: t('reassign.became'),
          cell: ({ isDone, problem }) =>
            make(
              'span',
              { class: `tag ${isDone ? 'ok' : 'danger'}` },
              isDone ? t('reassign.is-done') : (problem?.detail ?? problem?.title),
            ),
        },
      ],
    }),
  );
}

function titleOf({ title, patient, encounter }) {
  return [title.text, patient?.name, encounter?.number].filter(Boolean).join(' · ');
}
