import { html, nothing, type TemplateResult } from 'lit';
import type { Action } from '../shared/connection.ts';
import { icon } from '../shared/icons.ts';
import { keySign } from '../shared/key-sign.ts';
import { type ArrangedActions, actionTitle, keyedAct } from './actions.ts';
import type { DeskKeys } from './desk-keys.ts';
import { t } from './review-text.ts';

export type Tab = 'document' | 'due' | 'chart' | 'history';

type Begin = (action: Action, goesOn: boolean) => void;

/** What may be done now: two buttons, the rest in a menu, and the one that finishes the task. */
export function actionBar(
  { primary, beside, more }: ArrangedActions,
  keys: DeskKeys,
  begin: Begin,
): TemplateResult | typeof nothing {
  if (primary === undefined) return nothing;
  return html`<div class="actions" part="actions">
    ${more.length > 0 ? menu(more, keys, begin) : nothing}
    ${beside.map(
      (action) =>
        html`<button class="button" @click=${() => begin(action, false)}>${actionTitle(action)} ${actionHint(action, keys)}</button>`,
    )}
    <button class="button primary" @click=${() => begin(primary, true)}>
      ${t('task.andNext', { action: actionTitle(primary) })} ${keyHint(keys.complete)}
    </button>
  </div>`;
}

function menu(more: readonly Action[], keys: DeskKeys, begin: Begin): TemplateResult {
  const chosen = (event: Event, action: Action): void => {
    (event.currentTarget as Element).closest<HTMLElement>('[popover]')?.hidePopover();
    begin(action, false);
  };
  return html`
    <button class="button more" popovertarget="more">${t('task.more')} ${icon('down')}</button>
    <div class="menu" id="more" popover>
      ${more.map(
        (action) =>
          html`<button @click=${(event: Event) => chosen(event, action)}>${actionTitle(action)} ${actionHint(action, keys)}</button>`,
      )}
    </div>
  `;
}

function actionHint(action: Action, keys: DeskKeys): TemplateResult | typeof nothing {
  const act = keyedAct(action);
  return act === undefined ? nothing : keyHint(keys[act]);
}

/** The first of its keys, on the button that does the same. */
export function keyHint([key]: readonly string[]): TemplateResult | typeof nothing {
  return key === undefined ? nothing : html`<kbd>${keySign(key)}</kbd>`;
}

const tabs: readonly Tab[] = ['document', 'due', 'chart', 'history'];

/** The tabs of the side panel; the document is one of them only where it has no room beside. */
export function tabBar(
  chosen: Tab,
  counts: { readonly chart: number | undefined; readonly history: number | undefined },
  choose: (tab: Tab) => void,
): TemplateResult {
  const count = (tab: Tab): string => {
    const n = tab === 'chart' || tab === 'history' ? counts[tab] : undefined;
    return n === undefined ? '' : ` ${n}`;
  };
  const isChosen = (tab: Tab): boolean => tab === chosen;
  return html`<div class="tabs" role="tablist" aria-label=${t('task.tabs')} @keydown=${moveBetweenTabs}>
    ${tabs.map(
      (tab) => html`<button
        class="tab ${tab === 'document' ? 'narrow' : ''}"
        role="tab"
        id="tab-${tab}"
        aria-controls="panel"
        aria-selected=${isChosen(tab)}
        tabindex=${isChosen(tab) ? 0 : -1}
        @click=${() => choose(tab)}
      >${t(`task.tab.${tab}`)}${count(tab)}</button>`,
    )}
  </div>`;
}

function moveBetweenTabs(event: KeyboardEvent): void {
  const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };
  const step = steps[event.key];
  if (step === undefined) return;
  const bar = event.currentTarget as HTMLElement;
  const shown = [...bar.querySelectorAll<HTMLElement>('.tab')].filter(
    (tab) => tab.offsetParent !== null,
  );
  const direction = getComputedStyle(bar).direction === 'rtl' ? -step : step;
  const at = shown.indexOf(event.target as HTMLElement);
  const target = shown[(at + direction + shown.length) % shown.length];
  event.preventDefault();
  target?.click();
  target?.focus();
}
