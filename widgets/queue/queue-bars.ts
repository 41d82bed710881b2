import { html, nothing, type TemplateResult } from 'lit';
import type { ListState } from '../shared/connection.ts';
import { icon } from '../shared/icons.ts';
import type { View } from '../shared/saved-view.ts';
import { t } from '../shared/text.ts';
import { countOf } from './count-of.ts';
import type { QueueAct } from './queue-keys.ts';
import type { QueueLook } from './queue-look.ts';
import type { QueueSource } from './queue-source.ts';
import { titleOf } from './queue-title.ts';
import { isOfView, type ShownList } from './shown-list.ts';
import type { TaskList } from './task-list.ts';

const listStates: readonly ListState[] = ['open', 'mine', 'on-hold', 'waiting'];

export interface QueueBars {
  readonly source: QueueSource | undefined;
  readonly look: QueueLook;
  readonly shown: ShownList;
  readonly active: number;
  readonly isFixed: boolean;
  readonly isFiltering: boolean;
  readonly keys: Readonly<Record<QueueAct, readonly string[]>>;
  readonly choose: (change: Partial<ShownList> & { readonly view?: string }) => void;
  readonly next: () => void;
  readonly toggleFilters: () => void;
  readonly showKeys: () => void;
}

/** The two bars above the list: which queue and where in it; which of its tasks, and the next one. */
export function queueBars(bars: QueueBars): TemplateResult {
  const { source, keys, isFiltering } = bars;
  const label = t('queue.keys');
  const filter = t('queue.filter');
  return html`
    <div class="header" part="header">
      ${queueTitle(bars)} ${position(source?.list, bars.active)}
      <span class="spacer"></span>
      <button class="button quiet square keys" aria-label=${label} title=${label} @click=${bars.showKeys}>${hint(keys.help)}</button>
    </div>
    <div class="toolbar" part="toolbar">
      <slot name="toolbar-start"></slot>
      ${showChooser(bars)}
      <button class="button square" aria-label=${filter} title=${filter} aria-expanded=${isFiltering} @click=${bars.toggleFilters}>${icon('filter')}</button>
      <button class="button" @click=${bars.next}>${t('queue.next')} ${hint(keys.next)}</button>
      <slot name="toolbar-end"></slot>
    </div>
  `;
}

function hint([key]: readonly string[]): TemplateResult | typeof nothing {
  return key === undefined ? nothing : html`<kbd>${key.toUpperCase()}</kbd>`;
}

function position(list: TaskList | undefined, active: number): TemplateResult | typeof nothing {
  if (list === undefined || list.total === 0) return nothing;
  const key = list.isTotalKnown ? 'queue.position' : 'queue.positionMore';
  return html`<span class="tag position" part="position">${t(key, { i: active + 1, n: list.total })}</span>`;
}

/** The name of the queue: plain when the host fixed it, else a chooser with counts. */
function queueTitle({
  source,
  shown,
  isFixed,
  choose,
}: QueueBars): TemplateResult | typeof nothing {
  const { queue } = shown;
  const queues = source?.queues ?? [];
  const current = queues.find((one) => one.queue === queue);
  if (isFixed || queues.length < 2) {
    const title = current ? titleOf(current) : queue;
    return title === '' ? nothing : html`<h2 class="title" part="title">${title}</h2>`;
  }
  return html`<span class="title select" part="title">
    <select
      aria-label=${t('queue.choose')}
      @change=${(event: Event) => choose({ queue: (event.target as HTMLSelectElement).value, show: 'open' })}
    >
      ${queues.map(
        (one) => html`<option
          value=${one.queue}
          label=${one.queue === queue ? titleOf(one) : t('queue.optionCount', { title: titleOf(one), n: one.counts.open })}
          .selected=${one.queue === queue}
        ></option>`,
      )}
    </select>
    ${icon('down')}
  </span>`;
}

/** Open, mine, on hold or waiting; and the saved views, each with the length of its list. */
function showChooser({ source, look, shown, choose }: QueueBars): TemplateResult {
  const label = (state: ListState): string => {
    const n = countOf(source?.current, state);
    const word = t(`queue.state.${state}`);
    return n === undefined ? word : t('queue.stateCount', { state: word, n });
  };
  const { view } = look;
  const views = look.of(shown.queue);
  return html`<span class="select">
    <select
      aria-label=${t('queue.show')}
      @change=${(event: Event) => {
        const { value } = event.target as HTMLSelectElement;
        if (value.startsWith('view:')) choose({ view: value.slice(5) });
        else choose({ view: '', show: value as ListState });
      }}
    >
      ${listStates.map(
        (state) =>
          html`<option value=${state} .selected=${view === undefined && state === shown.show}>${label(state)}</option>`,
      )}
      ${views.length === 0 ? nothing : html`<optgroup label=${t('queue.views')}>${views.map((one) => viewOption(one, one === view, shown))}</optgroup>`}
    </select>
    ${icon('down')}
  </span>`;
}

function viewOption(view: View, isChosen: boolean, shown: ShownList): TemplateResult {
  const { name, count } = view;
  const words =
    count === null
      ? name
      : t(count.isAtLeast ? 'queue.viewCountMore' : 'queue.viewCount', { name, n: count.tasks });
  const isChanged = isChosen && !isOfView(shown, view);
  return html`<option value="view:${view.id}" .selected=${isChosen}>${isChanged ? t('queue.viewChanged', { name }) : words}</option>`;
}
