import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../shared/text.ts';
import type { Lines } from './lines.ts';
import type { Drawn } from './queue-host.ts';
import { groupRow, queueRow } from './row.ts';
import type { TaskList } from './task-list.ts';

/** In pixels, by density. */
export const rowHeights = { 'two-line': 60, comfortable: 44, cosy: 36, compact: 32 } as const;
/** A table has one line a row, in any density. */
export const tableRowHeights = { ...rowHeights, 'two-line': 36 } as const;

export interface QueueGrid {
  readonly list: TaskList;
  readonly lines: Lines;
  readonly title: string;
  /** The lines to draw, in reading order. */
  readonly rows: readonly number[];
  readonly active: number;
  readonly openTask: string;
  readonly isOwn: boolean;
  readonly isGrouped: boolean;
  readonly rowHeight: number;
  mark: Drawn['mark'];
  isMarked(taskId: string): boolean;
  isSkipped(taskId: string): boolean;
  readonly pressed: (event: KeyboardEvent) => void;
  readonly clicked: (event: MouseEvent) => void;
  readonly scrolled: () => void;
}

/** The rows in view as an ARIA grid: one tab stop, and every row knows its place in the whole list. */
export function queueGrid(grid: QueueGrid): TemplateResult {
  const { list, lines, rows, rowHeight } = grid;
  return html`<div
    class="scroll"
    part="grid"
    role=${grid.isGrouped ? 'treegrid' : 'grid'}
    aria-label=${t('queue.label', { queue: grid.title })}
    aria-multiselectable="true"
    aria-rowcount=${list.isTotalKnown ? lines.total : -1}
    @keydown=${grid.pressed}
    @click=${grid.clicked}
    @scroll=${grid.scrolled}
  >
    <div class="canvas" role="rowgroup" .style=${`height: ${lines.total * rowHeight}px`}>
      ${repeat(
        rows,
        (line) => line,
        (line) => {
          const at = lines.at(line);
          const place = { line, top: line * rowHeight, isActive: line === grid.active };
          if ('group' in at) return groupRow(at.group, place);
          const row = list.at(at.place);
          return queueRow({ ...lookOf(grid, row), ...place, row });
        },
      )}
    </div>
  </div>`;
}

/** How a row stands apart from its place. */
export function lookOf(grid: QueueGrid, row: ReturnType<TaskList['at']>) {
  const id = row?.task.id ?? '';
  return {
    mark: row && grid.mark?.(row.task),
    isOpen: id !== '' && id === grid.openTask,
    isMarked: grid.isMarked(id),
    isSkipped: grid.isSkipped(id),
    isOwn: grid.isOwn,
    level: grid.isGrouped ? 2 : undefined,
  };
}
