import { html, nothing, type TemplateResult } from 'lit';
import type { ListState } from '../shared/connection.ts';
import { timeOf } from '../shared/dates.ts';
import { isDenied, isSignedOut, type Refused } from '../shared/refused.ts';
import { emptyState, errorState, signedOutState } from '../shared/states.ts';
import { t } from '../shared/text.ts';
import type { QueueSource } from './queue-source.ts';
import { titleOf } from './queue-title.ts';
import type { TaskList } from './task-list.ts';

/** What stands between the bars and the list: no connection, or an answer to what the reader just did. */
export function queueNotices(
  source: QueueSource,
  isOffline: boolean,
  retry: () => void,
): TemplateResult {
  const { note, error, list, loadedAt } = source;
  const isStale =
    loadedAt !== '' && (isOffline || (error !== undefined && list?.isLoaded === true));
  return html`
    ${
      isStale
        ? html`<div class="notice" part="notice">
          <p>${t('queue.stale', { time: timeOf(loadedAt) })}</p>
          <button @click=${retry}>${t('error.retry')}</button>
        </div>`
        : nothing
    }
    ${note ? html`<div class="notice ${note.tone}" part="notice"><p>${note.words}</p></div>` : nothing}
  `;
}

export interface QueueBody {
  readonly source: QueueSource;
  readonly queue: string;
  readonly show: ListState;
  readonly isNarrowed: boolean;
  readonly rowHeight: number;
  readonly retry: () => void;
  readonly showOpen: () => void;
  readonly showNew: () => void;
  readonly grid: (list: TaskList, title: string) => TemplateResult | typeof nothing;
}

/** The list, or why there is none; and above it how many tasks came since it was read. */
export function queueBody(body: QueueBody): unknown {
  return [pill(body.source.newCount, body.showNew), content(body)];
}

function pill(n: number, showNew: () => void): TemplateResult | typeof nothing {
  if (n <= 0) return nothing;
  return html`<button class="pill" part="new" title=${t('queue.newTitle')} @click=${showNew}>
    ${t('queue.new', { n })}
  </button>`;
}

function content(body: QueueBody): TemplateResult | typeof nothing {
  const { list, error, queues, isSlow, current } = body.source;
  const title = current ? titleOf(current) : body.queue;
  if (error !== undefined && !list?.isLoaded) {
    return html`<slot name="error">${queueFailure(error, body.retry)}</slot>`;
  }
  if (queues?.length === 0)
    return emptyState({ title: t('queue.none'), hint: t('queue.noneHint') });
  if (!list?.isLoaded) return isSlow ? queueSkeleton(body.rowHeight) : nothing;
  if (list.total > 0) return body.grid(list, title);
  return html`<slot name="empty">${queueEmpty(title, body)}</slot>`;
}

function queueFailure(error: Refused, retry: () => void): TemplateResult {
  if (isSignedOut(error)) return signedOutState();
  if (isDenied(error)) return emptyState({ title: t('queue.denied'), hint: t('queue.deniedHint') });
  return errorState(t('queue.failed'), error, retry);
}

/** Why the list is empty, and where to go on. */
function queueEmpty(queue: string, { show, isNarrowed, showOpen }: QueueBody): TemplateResult {
  const isWhole = show === 'open' && !isNarrowed;
  return emptyState({
    title: isNarrowed ? t('queue.emptyFilter') : t(`queue.empty.${show}`, { queue }),
    hint: t(isNarrowed ? 'queue.emptyFilterHint' : `queue.emptyHint.${show}`),
    action: isWhole ? undefined : { label: t('queue.emptyShowOpen'), run: showOpen },
  });
}

function queueSkeleton(rowHeight: number): TemplateResult {
  const rows = Array.from({ length: 6 }, (_, i) => i * rowHeight);
  return html`<div class="scroll" role="status" aria-label=${t('queue.loading')}>
    <div class="canvas">
      ${rows.map(
        (top) => html`<div class="row" .style=${`transform: translateY(${top}px)`}>
          <span class="who"><span class="skeleton"></span></span>
          <span class="what"><span class="skeleton"></span></span>
        </div>`,
      )}
    </div>
  </div>`;
}
