import { ClientSideRowModelModule, createGrid, ModuleRegistry } from 'ag-grid-community';

ModuleRegistry.registerModules([ClientSideRowModelModule]);

export function mount(host, rows) {
  createGrid(host, {
    rowHeight: 60,
    columnDefs: ['name', 'what', 'due'].map((field) => ({ field, flex: 1 })),
    rowData: rows,
  });
}

/** Where its rows are, once they are drawn; and what is scrolled. */
export const row = '.ag-row';
export const scroller = '.ag-body-viewport';
