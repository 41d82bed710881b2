import { css, html, nothing, type TemplateResult } from 'lit';
import { keySign } from './key-sign.ts';
import type { Keymap, Keys } from './keymap.ts';
import { keyName } from './pressed-key.ts';
import { textsFrom } from './text.ts';
import { enKeys } from './texts/en-keys.ts';

const { t } = textsFrom(enKeys);

/** The keys of one element, as they are kept: by the name of the widget. */
export interface KeyGroup {
  readonly widget: string;
  /** Stands over its lines; left out where the sheet is about one element. */
  readonly title?: string;
  /** Its acts in reading order, with their keys now. */
  keys(): Keys;
  words(act: string): string;
  /** Keys that cannot be changed, below the others. */
  readonly fixed?: readonly FixedKeys[];
  /** Its keys are passed over by the others, and not shown. */
  readonly isElsewhere?: true;
}

export interface FixedKeys {
  readonly keys: readonly string[];
  readonly words: string;
}

export interface KeyEditorOptions {
  readonly groups: readonly KeyGroup[];
  readonly keymap: Keymap;
  /** Acts that may have the same key: the element asks which one is meant. */
  readonly alike?: readonly string[];
  redraw(): void;
}

/** The sheet that `?` opens: a line is pressed, then its new key. */
export function createKeyEditor({ groups, keymap, alike = [], redraw }: KeyEditorOptions) {
  let waiting: { readonly group: KeyGroup; readonly act: string } | undefined;
  let problem = '';

  function wait(next: typeof waiting): void {
    waiting = next;
    problem = '';
    redraw();
  }

  function pressed(event: KeyboardEvent): void {
    event.stopPropagation();
    if (!waiting || ['Shift', 'Control', 'Meta', 'Alt', 'Tab'].includes(event.key)) return;
    const name = keyName(event);
    event.preventDefault();
    if (event.key === 'Escape') wait(undefined);
    else if (name !== undefined) take(name, waiting);
  }

  function take(name: string, { group, act }: NonNullable<typeof waiting>): void {
    const owner = ownerOf(name, group, act);
    if (owner === undefined) {
      const { widget } = group;
      keymap.change(widget, { ...keymap.of(widget), [act]: [name] });
      wait(undefined);
    } else {
      problem = t('keys.taken', { key: keySign(name), act: owner });
      redraw();
    }
  }

  /** What a key does already, in words. */
  function ownerOf(name: string, wanting: KeyGroup, act: string): string | undefined {
    for (const group of groups) {
      for (const [other, taken] of Object.entries(group.keys())) {
        const isSame = group === wanting && other === act;
        const isAlike = alike.includes(act) && alike.includes(other);
        if (!isSame && !isAlike && taken.includes(name)) return group.words(other);
      }
      const fixed = group.fixed?.find(({ keys }) => keys.includes(keySign(name)));
      if (fixed !== undefined) return fixed.words;
    }
    return undefined;
  }

  function line(group: KeyGroup, act: string, present: readonly string[]): TemplateResult {
    const words = group.words(act);
    const isWaiting = waiting?.group === group && waiting.act === act;
    return html`<div>
      <dt>${words}</dt>
      <dd>
        <button type="button" class="key" data-widget=${group.widget} data-act=${act} @click=${() => wait({ group, act })}>
          <span class="visually-hidden">${t('keys.change', { act: words })}</span>
          ${isWaiting ? html`<em>${t('keys.press')}</em>` : signsOf(present.map(keySign))}
        </button>
      </dd>
    </div>`;
  }

  function lines(group: KeyGroup): TemplateResult {
    const changeable = Object.entries(group.keys()).filter(([, present]) => present.length > 0);
    return html`
      ${group.title ? html`<h3>${group.title}</h3>` : nothing}
      <dl>
        ${changeable.map(([act, present]) => line(group, act, present))}
        ${group.fixed?.map(({ words, keys }) => html`<div><dt>${words}</dt><dd>${signsOf(keys)}</dd></div>`)}
      </dl>
    `;
  }

  function reset(): void {
    for (const { widget, isElsewhere } of groups) if (!isElsewhere) keymap.change(widget, {});
    wait(undefined);
  }

  return {
    render: (): TemplateResult => html`
      <dialog id="keys" aria-labelledby="keys-title" closedby="any" @keydown=${pressed} @close=${() => wait(undefined)}
        @cancel=${(event: Event) => waiting && event.preventDefault()}>
        <form method="dialog" class="key-sheet">
          <div class="head">
            <h2 id="keys-title">${t('keys.title')}</h2>
            <span class="buttons">
              <button type="button" class="button quiet" @click=${reset}>${t('keys.reset')}</button>
              <button class="button quiet" autofocus>${t('keys.close')}</button>
            </span>
          </div>
          <p class="hint">${t('keys.hint')}</p>
          ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
          ${groups.filter((group) => !group.isElsewhere).map(lines)}
        </form>
      </dialog>
    `,
  };
}

function signsOf(signs: readonly string[]): TemplateResult[] {
  return signs.map((sign) => html`<kbd>${sign}</kbd>`);
}

export const keyEditorStyles = css`
  .key-sheet .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding: 12px 12px 4px 20px;
  }
  .key-sheet h3 { margin: 0; padding: 0 20px 4px; font-size: 13px; line-height: 18px; font-weight: 600; }
  .key-sheet dl {
    margin: 0;
    padding: 0 20px 16px;
  }
  .key-sheet dl > div {
    display: flex;
    justify-content: space-between;
    gap: 16px;
    align-items: center;
    min-height: 32px;
    padding: 2px 0;
    border-block-start: 1px solid var(--_line);
  }
  .key-sheet dl > div:first-child { border: 0; }
  .key-sheet dd {
    display: flex;
    gap: 4px;
    margin: 0;
  }
  .key-sheet .hint { margin: 0 20px 8px; font-size: 12px; line-height: 16px; color: var(--_text-2); }
  .key-sheet .problem {
    margin: 0 20px 8px;
    padding: 8px 12px;
    border-radius: var(--_radius);
    font-size: 13px;
    background: var(--_danger-bg);
    color: var(--_danger-fg);
  }
  .key {
    display: inline-flex;
    gap: 4px;
    align-items: center;
    min-width: 44px;
    min-height: 28px;
    justify-content: flex-end;
    padding: 0 6px;
    border: 1px solid transparent;
    border-radius: 4px;
    background: none;
    cursor: pointer;
  }
  .key:hover { background: var(--_sunken); }
  .key em { font-style: normal; font-size: 12px; color: var(--_accent); }
`;
