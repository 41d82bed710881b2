import { css, html, type TemplateResult } from 'lit';
import { textsFrom } from './text.ts';
import { enKeys } from './texts/en-keys.ts';

const { t } = textsFrom(enKeys);

export interface KeyLine {
  readonly keys: readonly string[];
  readonly words: string;
}

/** The sheet that `?` opens: every key and what it does. */
export function keySheet(lines: readonly KeyLine[]): TemplateResult {
  return html`
    <dialog id="keys" aria-labelledby="keys-title" closedby="any">
      <form method="dialog" class="key-sheet">
        <div class="head">
          <h2 id="keys-title">${t('keys.title')}</h2>
          <button class="button quiet" autofocus>${t('keys.close')}</button>
        </div>
        <dl>
          ${lines.map(
            (line) => html`<div>
              <dt>${line.words}</dt>
              <dd>${line.keys.map((key) => html`<kbd>${key}</kbd>`)}</dd>
            </div>`,
          )}
        </dl>
      </form>
    </dialog>
  `;
}

export const keySheetStyles = css`
  .key-sheet .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding: 12px 12px 4px 20px;
  }
  .key-sheet dl {
    margin: 0;
    padding: 0 20px 16px;
  }
  .key-sheet dl > div {
    display: flex;
    justify-content: space-between;
    gap: 16px;
    padding: 7px 0;
    border-block-start: 1px solid var(--_line);
  }
  .key-sheet dl > div:first-child { border: 0; }
  .key-sheet dd {
    display: flex;
    gap: 4px;
    margin: 0;
  }
`;
