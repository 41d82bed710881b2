import { dateOf } from '../dates.js';
import { link, make } from '../element.js';
import { nothing } from '../states.js';
import { table } from '../table.js';
import { locale, t, wordFor } from '../words.js';
import { bars } from './bars.js';

/** Reports as the department reads them. A figure opens exactly the rows that it counts. */

export function ageing(report) {
  const rows = report.figures.map((figure) => ({ ...figure, label: bucketName(figure) }));
  const aged = rows.filter(({ figure }) => figure === 'open-by-age');
  return make(
    'div',
    { class: 'chart-and-table' },
    bars(aged, t('card.ageing')),
    figureTable(report, rows, t('age')),
    howCounted(report),
  );
}

export function delinquency(report) {
  const months = report.figures.filter(({ figure }) => figure === 'monthly-discharges');
  const others = report.figures.filter(({ figure }) => figure !== 'monthly-discharges');
  return make(
    'div',
    {},
    tiles(others),
    make(
      'details',
      {},
      make('summary', {}, t('delinquency.months')),
      bars(months, t('delinquency.months')),
      figureTable(report, months, t('month')),
    ),
    howCounted(report),
  );
}

export function analysis(report) {
  return make('div', {}, tiles(report.figures), howCounted(report));
}

export function byPhysician(report) {
  return byPerson(report, ['physician-open', 'physician-overdue'], 'physician-open');
}

export function byAnalyst(report) {
  const kinds = [...new Set(report.figures.map(({ figure }) => figure))];
  return byPerson(report, kinds, kinds[0]);
}

/** One row for each person, the fullest first. */
function byPerson(report, kinds, first) {
  const people = Map.groupBy(report.figures, ({ label }) => label);
  const rows = [...people].map(([name, figures]) => ({
    name,
    of: (kind) => figures.find(({ figure }) => figure === kind),
  }));
  if (rows.length === 0) return nothing(t('figures.nobody'));
  rows.sort((a, b) => (b.of(first)?.value ?? 0) - (a.of(first)?.value ?? 0));
  const hasDue = report.figures.some(({ earliestDueAt }) => earliestDueAt);
  return make(
    'div',
    {},
    table({
      caption: report.title,
      rows,
      columns: [
        { name: t('person'), cell: ({ name }) => name },
        ...kinds.map((kind) => ({
          name: wordFor('figure', kind),
          isNumber: true,
          cell: ({ of }) => number(of(kind)),
        })),
        ...(hasDue
          ? [{ name: t('earliest'), cell: ({ of }) => dateOf(of(first)?.earliestDueAt) }]
          : []),
      ],
    }),
    howCounted(report),
  );
}

function tiles(figures) {
  return make(
    'dl',
    { class: 'tiles' },
    ...figures.map((figure) =>
      make(
        'div',
        {},
        make('dt', {}, wordFor('figure', figure.figure)),
        make('dd', {}, number(figure)),
        figure.note && make('dd', { class: 'remark' }, figure.note),
      ),
    ),
  );
}

function figureTable({ title }, figures, name) {
  return table({
    caption: title,
    rows: figures,
    columns: [
      { name, cell: ({ label }) => label },
      { name: t('number'), isNumber: true, cell: (figure) => number(figure) },
    ],
  });
}

/** The number, as a link to its rows where there are any. */
function number(figure) {
  if (!figure) return '0';
  const { value, unit, count, rows } = figure;
  if (value === null) return '–';
  const words = `${value.toLocaleString(locale, { maximumFractionDigits: 1 })}${unit === 'percent' ? ' %' : ''}`;
  if (count === 0) return words;
  const [, report, query] = /^\/api\/reports\/([\w-]+)\/rows\?(.*)$/.exec(rows) ?? [];
  return link(`#rows/${report}/${encodeURIComponent(query)}`, words);
}

function bucketName({ figure, label }) {
  return figure === 'open-in-house'
    ? t('age.in-house')
    : t('age.days', { days: label.replace(/ days$/, '') });
}

/** The server's own definition of each figure, with its source. */
function howCounted({ definitions }) {
  if (definitions.length === 0) return null;
  return make(
    'details',
    { class: 'how' },
    make('summary', {}, t('figures.how')),
    make(
      'dl',
      {},
      ...definitions.map(({ name, formula, source }) =>
        make(
          'div',
          {},
          make('dt', {}, name),
          make('dd', {}, formula, ' ', make('small', {}, source)),
        ),
      ),
    ),
  );
}
