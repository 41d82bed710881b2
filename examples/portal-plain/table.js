import { make } from './element.js';

/**
 * A table with a caption. Columns are `{name, cell(row), isNumber?}`; on a phone each row becomes a card, its cells
 * named by their column.
 */
export function table({ caption, columns, rows, isCaptionShown = false }) {
  return make(
    'div',
    { class: 'table', role: 'group', 'aria-label': caption, tabindex: '0' },
    make(
      'table',
      {},
      make('caption', { class: isCaptionShown ? '' : 'visually-hidden' }, caption),
      make(
        'thead',
        {},
        make(
          'tr',
          {},
          ...columns.map(({ name, isNumber }) =>
            make('th', { scope: 'col', class: isNumber ? 'number' : '' }, name),
          ),
        ),
      ),
      make(
        'tbody',
        {},
        ...rows.map((row) =>
          make('tr', {}, ...columns.map((column, n) => cellOf(column, row, n === 0))),
        ),
      ),
    ),
  );
}

function cellOf({ name, cell, isNumber }, row, isFirst) {
  const given = { class: isNumber ? 'number' : '', 'data-label': name };
  return isFirst ? make('th', { ...given, scope: 'row' }, cell(row)) : make('td', given, cell(row));
}
