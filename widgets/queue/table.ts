import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { repeat } from 'lit/directives/repeat.js';
import { adopt } from '../shared/adopt.ts';
import { statusTag } from '../shared/status.ts';
import { cellTitle, columnsOf, type SetColumn, widthOf } from './columns.ts';
import { lookOf, type QueueGrid } from './queue-grid.ts';
import type { QueueHost } from './queue-host.ts';
import { t } from './queue-text.ts';
import { groupRow, type RowLook, statusOfRow } from './row.ts';
import { tableStyles } from './table.styles.ts';
import { tableHead } from './table-head.ts';

const markWidth = 36;

/** The list as a table: the same lines, in columns that the reader chose. */
export function tableGrid(grid: QueueGrid, host: QueueHost): TemplateResult {
  adopt(host.root, tableStyles);
  const { list, lines, rows, rowHeight } = grid;
  const columns = columnsOf(host.shown().queue, host.look.arrangement.columns).filter(
    ({ isShown }) => isShown,
  );
  const widths = columns.map(widthOf);
  const all = widths.reduce((sum, width) => sum + width, markWidth);
  const tracks = `${markWidth}px ${widths.map((width) => `minmax(${width}px, ${width}fr)`).join(' ')}`;
  return html`<div
    class="scroll table"
    part="grid"
    role=${grid.isGrouped ? 'treegrid' : 'grid'}
    aria-label=${t('queue.label', { queue: grid.title })}
    aria-multiselectable="true"
    aria-rowcount=${list.isTotalKnown ? lines.total + 1 : -1}
    aria-colcount=${columns.length + 1}
    .style=${`--_columns: ${tracks}; --_all: ${all}px; --_row: ${rowHeight}px`}
    @keydown=${grid.pressed}
    @click=${grid.clicked}
    @scroll=${grid.scrolled}
  >
    ${tableHead(columns, host)}
    <div class="canvas" role="rowgroup" .style=${`height: ${lines.total * rowHeight}px`}>
      ${repeat(
        rows,
        (line) => line,
        (line) => {
          const at = lines.at(line);
          const place = { line, top: line * rowHeight, isActive: line === grid.active };
          if ('group' in at) return groupRow(at.group, place, 1);
          const row = list.at(at.place);
          return tableRow({ ...lookOf(grid, row), ...place, row }, columns);
        },
      )}
    </div>
  </div>`;
}

function tableRow(look: RowLook, columns: readonly SetColumn[]): TemplateResult {
  const { row, line, isActive, isOpen, isMarked, isSkipped, level, top, mark } = look;
  return html`<div
    class="row ${row?.gone ? 'gone' : ''}"
    part="row"
    role="row"
    data-index=${line}
    tabindex=${isActive ? 0 : -1}
    aria-rowindex=${line + 2}
    aria-selected=${isMarked}
    aria-current=${ifDefined(isOpen || undefined)}
    aria-level=${ifDefined(level)}
    .style=${`transform: translateY(${top}px)`}
  >
    <span class="mark" role="gridcell" aria-colindex="1"><span class="box" aria-hidden="true"></span></span>
    ${columns.map(({ key, column }, at) => {
      const text = row ? column.text(row.task) : '';
      const late = key === 'due' && row?.gone === null && row.task.ageing === 'overdue';
      return html`<span
        class="cell column-${key} ${column.isNumber ? 'number' : ''} ${late ? 'late' : ''}"
        role="gridcell"
        aria-colindex=${at + 2}
        title=${ifDefined(row && key !== 'status' ? cellTitle(key, row.task, text) : undefined)}
        >${at === 0 ? mark : nothing}${row === undefined ? waiting(at) : key === 'status' ? statusTag(statusOfRow(row, isSkipped)) : text}</span
      >`;
    })}
  </div>`;
}

function waiting(at: number): TemplateResult {
  return html`${at === 0 ? html`<span class="visually-hidden">${t('queue.loadingRow')}</span>` : nothing}<span
      class="skeleton"
      aria-hidden="true"
    ></span>`;
}
