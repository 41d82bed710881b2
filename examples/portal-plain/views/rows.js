import { api, download } from '../api.js';
import { dateOf, instantOf } from '../dates.js';
import { button, link, make } from '../element.js';
import { facilities } from '../facilities.js';
import { nothing } from '../states.js';
import { table } from '../table.js';
import { t, wordFor } from '../words.js';

const page = 200;
/** What says nothing beside the others: the local date of `dueAt` is what counts. */
const hidden = ['queue', 'listState', 'dueAt'];

/** Exactly the rows that a figure counts. `#rows/REPORT/QUERY`, the query as the report gave it */
export async function open([report, query = '']) {
  const path = `/api/reports/${encodeURIComponent(report)}/rows?${query}`;
  const figure = new URLSearchParams(query).get('figure') ?? '';
  const places = new Map(await facilities());
  const rows = [];
  const place = make('div', {});
  const fill = async (offset) => {
    const answer = await api(`${path}&offset=${offset}&limit=${page}`);
    rows.push(...answer.rows);
    place.replaceChildren(
      make('p', {}, t('rows.as-of', { n: rows.length, time: instantOf(Date.parse(answer.asOf)) })),
      rows.length === 0 ? nothing(t('rows.nothing')) : rowTable(rows, figure, places),
      answer.next === null ? '' : button(t('rows.more'), () => void fill(answer.next)),
    );
  };
  await fill(0);
  const node = make(
    'div',
    { class: 'page' },
    make('p', { class: 'back' }, link('#department', `‹ ${t('section.department')}`)),
    make(
      'header',
      { class: 'page-head' },
      make('h1', {}, wordFor('figure', figure)),
      button(t('rows.csv'), () => void download(path, `${report}-${figure}.csv`, 'text/csv')),
    ),
    place,
  );
  return { node, title: wordFor('figure', figure) };
}

function rowTable(rows, figure, places) {
  const names = Object.keys(rows[0]).filter((name) => !hidden.includes(name));
  // What the row is comes first, for it opens it.
  const ordered = names.includes('what')
    ? ['what', ...names.filter((name) => !['what', 'task'].includes(name))]
    : names;
  return table({
    caption: wordFor('figure', figure),
    rows,
    columns: ordered.map((name) => ({
      name: wordFor('column', name),
      isNumber: rows.every((row) => typeof row[name] === 'number'),
      cell: (row) => cellOf(name, row, places),
    })),
  });
}

function cellOf(name, row, places) {
  const value = row[name];
  if (value === null || value === undefined) return '';
  if (name === 'facility') return places.get(value) ?? value;
  if (name === 'what' && row.task)
    return link(`#task/${encodeURIComponent(row.task.split('/')[0])}`, value);
  if (name === 'instance') return link(`#task/${encodeURIComponent(value)}`, t('rows.open'));
  if (/(At|On)$/.test(name)) return dateOf(String(value));
  return String(value);
}
