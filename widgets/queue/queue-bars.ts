import { html, nothing, type TemplateResult } from 'lit';
import type { ListState, Queue } from '../shared/connection.ts';
import { icon } from '../shared/icons.ts';
import type { KeyLine } from '../shared/key-sheet.ts';
import { t } from '../shared/text.ts';
import { countOf } from './count-of.ts';
import { type QueueAct, type QueueKeys, queueKeys } from './queue-keys.ts';
import type { QueueSource } from './queue-source.ts';
import { titleOf } from './queue-title.ts';
import type { TaskList } from './task-list.ts';

const listStates: readonly ListState[] = ['open', 'mine', 'on-hold', 'waiting'];

export interface QueueBars {
  readonly source: QueueSource | undefined;
  readonly queue: string;
  readonly show: ListState;
  readonly active: number;
  readonly isFixed: boolean;
  readonly keys: QueueKeys | 'off';
  readonly choose: (queue: string, show: ListState) => void;
  readonly next: () => void;
  readonly showKeys: () => void;
}

/** The two bars above the list: which queue and where in it; which of its tasks, and the next one. */
export function queueBars(bars: QueueBars): TemplateResult {
  const { source, queue, show, keys, choose } = bars;
  const label = t('queue.keys');
  return html`
    <div class="header" part="header">
      ${queueTitle(bars)} ${position(source?.list, bars.active)}
      <span class="spacer"></span>
      <button class="button quiet square keys" aria-label=${label} title=${label} @click=${bars.showKeys}><kbd>?</kbd></button>
    </div>
    <div class="toolbar" part="toolbar">
      <slot name="toolbar-start"></slot>
      ${showChooser(source?.current, show, (chosen) => choose(queue, chosen))}
      <button class="button" @click=${bars.next}>${t('queue.next')} ${keys === 'off' ? nothing : html`<kbd>N</kbd>`}</button>
      <slot name="toolbar-end"></slot>
    </div>
  `;
}

function position(list: TaskList | undefined, active: number): TemplateResult | typeof nothing {
  if (list === undefined || list.total === 0) return nothing;
  const key = list.isTotalKnown ? 'queue.position' : 'queue.positionMore';
  return html`<span class="tag position" part="position">${t(key, { i: active + 1, n: list.total })}</span>`;
}

/** The name of the queue: plain when the host fixed it, else a chooser with counts. */
function queueTitle({
  source,
  queue,
  show,
  isFixed,
  choose,
}: QueueBars): TemplateResult | typeof nothing {
  const queues = source?.queues ?? [];
  const current = queues.find((one) => one.queue === queue);
  if (isFixed || queues.length < 2) {
    const title = current ? titleOf(current) : queue;
    return title === '' ? nothing : html`<h2 class="title" part="title">${title}</h2>`;
  }
  return html`<span class="title select" part="title">
    <select
      aria-label=${t('queue.choose')}
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value, show)}
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

/** Open, mine, on hold or waiting. */
function showChooser(
  queue: Queue | undefined,
  show: ListState,
  choose: (show: ListState) => void,
): TemplateResult {
  const label = (state: ListState): string => {
    const n = countOf(queue, state);
    const word = t(`queue.state.${state}`);
    return n === undefined ? word : t('queue.stateCount', { state: word, n });
  };
  return html`<span class="select">
    <select
      aria-label=${t('queue.show')}
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as ListState)}
    >
      ${listStates.map(
        (state) =>
          html`<option value=${state} .selected=${state === show}>${label(state)}</option>`,
      )}
    </select>
    ${icon('down')}
  </span>`;
}

const signs: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
};

/** The lines of the key sheet, with the keys the host may have changed. */
export function keyLines(keys: QueueKeys | 'off'): readonly KeyLine[] {
  const words: readonly (readonly [QueueAct, string])[] = [
    ['down', t('keys.down')],
    ['up', t('keys.up')],
    ['first', t('keys.first')],
    ['last', t('keys.last')],
    ['pageDown', t('keys.pageDown')],
    ['pageUp', t('keys.pageUp')],
    ['open', t('keys.open')],
    ['claim', t('keys.claim')],
    ['unclaim', t('keys.unclaim')],
    ['next', t('keys.next')],
    ['help', t('keys.help')],
  ];
  const map: QueueKeys = keys === 'off' ? queueKeys : { ...queueKeys, ...keys };
  const isShown = (key: string): boolean => keys !== 'off' || key.length > 1;
  const shown = words.map(([act, line]) => ({
    words: line,
    keys: (map[act] ?? [])
      .filter(isShown)
      .map((key) => signs[key] ?? (key.length === 1 ? key.toUpperCase() : key)),
  }));
  return shown.filter((line) => line.keys.length > 0);
}
