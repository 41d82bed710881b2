import { TabulatorFull } from 'tabulator-tables';

export function mount(host, rows) {
  new TabulatorFull(host, {
    height: 800,
    rowHeight: 60,
    layout: 'fitColumns',
    data: rows,
    columns: ['name', 'what', 'due'].map((field) => ({ title: field, field })),
  });
}

export const row = '.tabulator-row';
export const scroller = '.tabulator-tableholder';
