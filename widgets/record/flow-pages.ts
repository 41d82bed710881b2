import { html, render } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { lettersOf } from './letters.ts';
import type { Pages } from './pages.ts';

/** Words, or markup that the server has sanitised, as one page that flows. */
export function flowPages(words: {
  readonly text: string | null;
  readonly html: string | null;
}): Pages {
  const draw = (into: HTMLElement): void => {
    const content =
      words.html === null
        ? html`<div class="plain" dir="auto" data-words>${words.text}</div>`
        : html`<div class="markup" dir="auto" data-words>${unsafeHTML(words.html)}</div>`;
    render(content, into);
  };
  let letters: string | undefined;
  return {
    kind: 'flow',
    count: 1,
    size: () => ({ width: 680, height: 880 }),
    draw: async (_, into) => draw(into),
    letters: async () => {
      if (letters !== undefined) return letters;
      const apart = document.createElement('div');
      draw(apart);
      letters = lettersOf(apart.textContent ?? '');
      return letters;
    },
    close: () => {},
  };
}
