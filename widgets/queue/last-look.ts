import { css, html, nothing, type TemplateResult } from 'lit';
import { adopt } from '../shared/adopt.ts';
import type { Task } from '../shared/connection.ts';
import { timeOf } from '../shared/dates.ts';
import { inBrackets } from '../shared/key-sign.ts';
import { now } from '../shared/now.ts';
import type { Drawn, QueueHost } from './queue-host.ts';
import { t } from './queue-text.ts';

const prefix = 'chartkeeper.seen.';

/** When the reader last said of each list that it was seen: queue to ISO instant. */
type Looks = Record<string, string>;

/**
 * What came to a list or changed on it since this reader last called it seen, and what of it is late or due soon.
 * Instants are compared, of the rows that are here: nothing is asked for. Kept in this browser under the user's id,
 * as keys are. A list that is opened for the first time is new as a whole, and marks nothing.
 */
export function lastLook(host: QueueHost): Drawn {
  adopt(host.root, lookStyles);
  const { app, source } = host;
  const changed = new Set<string>();
  const contents = new Map<string, string>();
  let key = '';
  let looks: Looks | undefined;
  let counted: { readonly of: readonly unknown[]; readonly n: number } | undefined;
  void load().catch(() => undefined);

  async function load(): Promise<void> {
    key = prefix + (await app.connection.me()).id;
    looks = read(key);
    host.redraw();
  }

  /** Since when; the first look of all at a list is now. */
  function since(): string | undefined {
    const { queue } = host.shown();
    if (looks === undefined || queue === '') return undefined;
    if (looks[queue] === undefined) keep(queue);
    return looks[queue];
  }

  function keep(queue: string): void {
    looks = { ...looks, [queue]: now().toISOString() };
    write(key, looks);
  }

  const isNew = (task: Task, from: string): boolean => task.openedAt > from;

  function count(from: string): number {
    const { list } = source;
    const of = [list, list?.loadedCount, list?.shownOpen, from, changed.size];
    if (counted?.of.every((one, n) => one === of[n])) return counted.n;
    let n = 0;
    for (const { task, gone } of list?.loaded() ?? [])
      if (gone === null && (isNew(task, from) || changed.has(task.id))) n += 1;
    counted = { of, n };
    return n;
  }

  /** A row that says something else than when it was first drawn. */
  function noticeChange(task: Task): void {
    const { title, dueOn, priority, practitioner } = task;
    const content = JSON.stringify([title, dueOn, priority, practitioner?.id]);
    const before = contents.get(task.id);
    contents.set(task.id, content);
    if (before === undefined || before === content || changed.has(task.id)) return;
    changed.add(task.id);
    queueMicrotask(() => host.redraw());
  }

  function news(from: string): TemplateResult | typeof nothing {
    const n = count(from);
    if (n === 0) return nothing;
    const { list } = source;
    const isAll = list?.isTotalKnown === true && list.loadedCount >= list.total;
    const words = t(isAll ? 'queue.sinceLook' : 'queue.sinceLookAtLeast', { n });
    const title = `${t('queue.seenTitle', { time: timeOf(from) })}${inBrackets(host.keys().seen)}`;
    return html`<b class="news">${words}</b>
      <button class="button" id="seen" title=${title} @click=${clear}>${t('queue.seen')}</button>`;
  }

  function clear(): void {
    if (looks === undefined) return;
    keep(host.shown().queue);
    changed.clear();
    app.announce(t('queue.seenDone'));
    host.redraw();
  }

  return {
    render() {
      const from = since();
      const { overdue = 0, dueSoon = 0 } = source.current?.counts ?? {};
      const found = from === undefined ? nothing : news(from);
      if (overdue + dueSoon === 0 && found === nothing) return nothing;
      return html`<div class="counts" part="counts">
        ${overdue > 0 ? html`<span class="late">${t('queue.overdue', { n: overdue })}</span>` : nothing}
        ${dueSoon > 0 ? html`<span>${t('queue.dueSoon', { n: dueSoon })}</span>` : nothing}
        <span class="spacer"></span>
        ${found}
      </div>`;
    },
    mark(task) {
      const from = since();
      if (from === undefined) return nothing;
      noticeChange(task);
      const word = isNew(task, from)
        ? 'queue.isNew'
        : changed.has(task.id)
          ? 'queue.isChanged'
          : '';
      return word === '' ? nothing : html`<span class="tag news">${t(word)}</span> `;
    },
    open: clear,
  };
}

function read(key: string): Looks {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Looks;
  } catch {
    return {};
  }
}

function write(key: string, looks: Looks): void {
  try {
    localStorage.setItem(key, JSON.stringify(looks));
  } catch {
    // A host may forbid storage: then it is known until the page is left.
  }
}

const lookStyles = css`
  .counts {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 12px;
    min-height: 24px;
    padding: 4px 12px;
    border-block-end: 1px solid var(--_line);
    font-size: 12px;
    line-height: 16px;
    color: var(--_text-2);
  }
  .counts .late { font-weight: 600; color: var(--_danger-fg); }
  .counts .news { font-weight: 600; color: var(--_text); }
  .counts .button { min-height: 24px; padding: 0 8px; font-size: 12px; }
  .row .tag.news { background: var(--_info-bg); color: var(--_info-fg); }
  @media (forced-colors: active) { .row .tag.news { border: 1px solid CanvasText; } }
`;
