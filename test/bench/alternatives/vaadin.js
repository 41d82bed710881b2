import '@vaadin/grid';

export function mount(host, rows) {
  const grid = document.createElement('vaadin-grid');
  grid.className = 'fill';
  for (const path of ['name', 'what', 'due']) {
    const column = document.createElement('vaadin-grid-column');
    column.path = path;
    grid.append(column);
  }
  grid.items = rows;
  host.append(grid);
}

/** Its cells are slotted into the light tree. */
export const row = 'vaadin-grid-cell-content:not(:empty)';
export const scroller = 'vaadin-grid >>> #table';
