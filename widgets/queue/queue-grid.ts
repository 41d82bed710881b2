import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../shared/text.ts';
import { queueRow } from './row.ts';
import type { TaskList } from './task-list.ts';

/** In pixels, by density. */
export const rowHeights = { 'two-line': 60, comfortable: 44, cosy: 36, compact: 32 } as const;

export interface QueueGrid {
  readonly list: TaskList;
  readonly title: string;
  /** Indexes of the rows to draw, in reading order. */
  readonly rows: readonly number[];
  readonly active: number;
  readonly openTask: string;
  readonly isOwn: boolean;
  readonly rowHeight: number;
  readonly pressed: (event: KeyboardEvent) => void;
  readonly clicked: (event: MouseEvent) => void;
  readonly scrolled: () => void;
}

/** The rows in view as an ARIA grid: one tab stop, and every row knows its place in the whole list. */
export function queueGrid(grid: QueueGrid): TemplateResult {
  const { list, rows, rowHeight } = grid;
  return html`<div
    class="scroll"
    part="grid"
    role="grid"
    aria-label=${t('queue.label', { queue: grid.title })}
    aria-rowcount=${list.isTotalKnown ? list.total : -1}
    @keydown=${grid.pressed}
    @click=${grid.clicked}
    @scroll=${grid.scrolled}
  >
    <div class="canvas" role="rowgroup" .style=${`height: ${list.total * rowHeight}px`}>
      ${repeat(
        rows,
        (index) => index,
        (index) => {
          const row = list.at(index);
          return queueRow({
            row,
            index,
            isActive: index === grid.active,
            isOpen: row !== undefined && row.task.id === grid.openTask,
            isOwn: grid.isOwn,
            top: index * rowHeight,
          });
        },
      )}
    </div>
  </div>`;
}
