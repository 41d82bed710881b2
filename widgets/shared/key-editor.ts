import { css, html, nothing, type TemplateResult } from 'lit';
import { type Keys, keyName } from './keymap.ts';
import { textsFrom } from './text.ts';
import { enKeys } from './texts/en-keys.ts';

const { t, maybeText } = textsFrom(enKeys);

export interface KeyEditorOptions {
  /** Which acts there are, in reading order, with their keys now. */
  keys(): Keys;
  /** Of the user's choice; without `keys` the usual ones again. */
  change(act: string, keys: readonly string[]): void;
  reset(): void;
  redraw(): void;
}

const signs: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
};

/** A key as it is printed on a keyboard: `Shift+↓`, `PgDn`, `J`. */
export function keySign(name: string): string {
  return name
    .split('+')
    .map((part) => signs[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join('+');
}

/** The sheet that `?` opens where keys can be changed: a line is pressed, then its new key. */
export function createKeyEditor({ keys, change, reset, redraw }: KeyEditorOptions) {
  let waiting = '';
  let problem = '';
  const words = (act: string): string => maybeText(`keys.${act}`) ?? act;

  function wait(act: string): void {
    waiting = act;
    problem = '';
    redraw();
  }

  function pressed(event: KeyboardEvent): void {
    event.stopPropagation();
    if (waiting === '' || ['Shift', 'Control', 'Meta', 'Alt', 'Tab'].includes(event.key)) return;
    const name = keyName(event);
    event.preventDefault();
    if (event.key === 'Escape') wait('');
    else if (name !== undefined) take(name);
  }

  function take(name: string): void {
    const owner = Object.entries(keys()).find(
      ([act, taken]) => act !== waiting && taken.includes(name),
    );
    if (owner === undefined) {
      change(waiting, [name]);
      wait('');
    } else {
      problem = t('keys.taken', { key: keySign(name), act: words(owner[0]) });
      redraw();
    }
  }

  function line([act, present]: [string, readonly string[]]): TemplateResult {
    return html`<div>
      <dt>${words(act)}</dt>
      <dd>
        <button type="button" class="key" data-act=${act}
          @click=${() => wait(act)}>
          <span class="visually-hidden">${t('keys.change', { act: words(act) })}</span>
          ${waiting === act ? html`<em>${t('keys.press')}</em>` : present.map((key) => html`<kbd>${keySign(key)}</kbd>`)}
        </button>
      </dd>
    </div>`;
  }

  return {
    close: (): void => wait(''),
    render: (): TemplateResult => html`
      <dialog id="keys" aria-labelledby="keys-title" closedby="any" @keydown=${pressed} @close=${() => wait('')}
        @cancel=${(event: Event) => waiting !== '' && event.preventDefault()}>
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
          <dl>${Object.entries(keys())
            .filter(([, present]) => present.length > 0)
            .map(line)}</dl>
        </form>
      </dialog>
    `,
  };
}

export const keyEditorStyles = css`
  .key-sheet .hint { margin: 0 20px 8px; font-size: 12px; line-height: 16px; color: var(--_text-2); }
  .key-sheet .problem { margin: 0 20px 8px; }
  .key-sheet dl > div { align-items: center; padding: 2px 0; }
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
