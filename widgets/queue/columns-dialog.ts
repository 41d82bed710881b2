import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { adopt } from '../shared/adopt.ts';
import { icon } from '../shared/icons.ts';
import { columnsOf, columnTitle, type SetColumn, widthOf } from './columns.ts';
import { closeDialog, showDialog } from './dialog.ts';
import { extraStyles } from './extra.styles.ts';
import type { Drawn, QueueHost } from './queue-host.ts';
import { t } from './queue-text.ts';
import { columnsNow, setWidth } from './table-head.ts';

/** Which columns are shown, in which order, and how wide. */
export function columnsDialog(host: QueueHost): Drawn {
  adopt(host.root, extraStyles);

  function show(key: string, isShown: boolean): void {
    const columns = columnsNow(host).map((one) => (one.key === key ? { ...one, isShown } : one));
    // A table without a column is none.
    if (columns.some((one) => one.isShown)) host.arrange({ columns });
    else host.redraw();
  }

  function move(key: string, by: number): void {
    const columns = columnsNow(host);
    const from = columns.findIndex((one) => one.key === key);
    const to = from + by;
    const [moved, other] = [columns[from], columns[to]];
    if (moved === undefined || other === undefined) return;
    columns[to] = moved;
    columns[from] = other;
    host.arrange({ columns });
    host.app.announce(t('table.moved', { column: columnTitle(key), i: to + 1 }));
  }

  function line(set: SetColumn): TemplateResult {
    const column = columnTitle(set.key);
    return html`<li>
      <label class="check">
        <input type="checkbox" .checked=${set.isShown} aria-label=${t('columns.show', { column })}
          @change=${(event: Event) => show(set.key, (event.target as HTMLInputElement).checked)} />
        ${column}
      </label>
      <input class="field width" type="number" min="40" max="800" step="4" aria-label=${t('columns.width', { column })}
        .value=${String(widthOf(set))}
        @change=${(event: Event) => setWidth(host, set.key, Number((event.target as HTMLInputElement).value))} />
      <button class="button quiet square" aria-label=${t('columns.up', { column })} @click=${() => move(set.key, -1)}>${icon('up')}</button>
      <button class="button quiet square" aria-label=${t('columns.down', { column })} @click=${() => move(set.key, 1)}>${icon('down')}</button>
    </li>`;
  }

  return {
    open: () => {
      host.redraw();
      showDialog(host, '#columns');
    },
    render:
      () => html`<dialog id="columns" aria-labelledby="columns-title" closedby="any" @keydown=${(event: Event) => event.stopPropagation()}>
      <div class="sheet">
        <h2 id="columns-title">${t('columns.title')}</h2>
        <ul class="columns">
          ${repeat(columnsOf(host.shown().queue, host.look.arrangement.columns), ({ key }) => key, line)}
        </ul>
        <div class="buttons">
          <button class="button quiet" @click=${() => host.arrange({ columns: [] })}>${t('columns.usual')}</button>
          <span class="spacer"></span>
          <button class="button primary" autofocus @click=${closeDialog}>${t('columns.done')}</button>
        </div>
      </div>
    </dialog>`,
  };
}
