import { css, html, nothing, render, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { Instance } from '../shared/connection.ts';
import { type Refused, refusedWords } from '../shared/refused.ts';
import { t } from './review-text.ts';

/** The letter as the server wrote it, or why it cannot be shown. */
export type Letter = { readonly markup: string } | { readonly error: Refused } | undefined;

/** True for a task about a letter: it stands where a chart would. */
export function isAboutLetter({ workflow }: Instance): boolean {
  return workflow === 'letter';
}

/** The middle of the desk for a letter: the page as it will be printed, and the printing. */
export function letterPane(letter: Letter): TemplateResult {
  const hasPage = letter !== undefined && 'markup' in letter;
  return html`
    <div class="bar"><span class="page">${t('letter.title')}</span><span class="spacer"></span>
      <button class="button" ?disabled=${!hasPage} @click=${() => hasPage && print(letter.markup)}>
        ${t('letter.print')}
      </button>
    </div>
    <div class="desk" tabindex="0" role="region" aria-label=${t('letter.title')} part="document">
      ${
        letter === undefined
          ? nothing
          : 'error' in letter
            ? html`<article class="sheet"><p class="facts" role="alert">${t('letter.failed')}. ${refusedWords(letter.error)}</p></article>`
            : html`<div class="sheet letter" part="sheet">${unsafeHTML(letter.markup)}</div>`
      }
    </div>
  `;
}

/** The page's body alone: its styles are for paper, and a style element would break the host's policy. */
export function bodyOf(page: string): string {
  const from = page.indexOf('<article>');
  const to = page.lastIndexOf('</article>');
  return from < 0 ? '' : page.slice(from, to + '</article>'.length);
}

/** In a window of its own, so that nothing of the host's page is on the paper. */
function print(markup: string): void {
  const opened = window.open('', '_blank');
  if (opened === null) return;
  const sheet = new (opened as Window & typeof globalThis).CSSStyleSheet();
  sheet.replaceSync(`${letterStyles.cssText} body { margin: 0; } @page { margin: 20mm; }`);
  opened.document.title = t('letter.title');
  opened.document.adoptedStyleSheets = [sheet];
  render(html`<div class="letter">${unsafeHTML(markup)}</div>`, opened.document.body);
  opened.print();
}

export const letterStyles = css`
  .letter { font: 15px/1.5 Georgia, 'Times New Roman', serif; }
  .letter article + article { break-before: page; }
  .letter header { margin-block-end: 32px; }
  .letter .to { margin-block: 0 28px; }
  .letter h1 { font-size: 17px; margin-block: 0 16px; }
  .letter table { width: 100%; border-collapse: collapse; font: 12px/1.4 system-ui, sans-serif; margin-block: 20px 12px; }
  .letter thead { display: table-header-group; }
  .letter tr { break-inside: avoid; }
  .letter th, .letter td { padding: 5px 10px 5px 0; text-align: start; vertical-align: top; border-block-end: 1px solid #c3ccd5; }
  .letter td:nth-child(3), .letter td:nth-child(6), .letter td:nth-child(7) { white-space: nowrap; }
  .letter .note, .letter footer { font-size: 12px; }
`;
