import { html, svg, type TemplateResult } from 'lit';

/** The glyphs of the status set and a few controls, drawn so that no font can change or colour them. */
const shapes = {
  open: svg`<circle cx="5" cy="5" r="3.9" fill="none" stroke="currentColor" stroke-width="1.3"/>`,
  half: svg`<circle cx="5" cy="5" r="3.9" fill="none" stroke="currentColor" stroke-width="1.3"/><path d="M5 1.1a3.9 3.9 0 0 0 0 7.8z" fill="currentColor"/>`,
  clock: svg`<circle cx="5" cy="5" r="3.9" fill="none" stroke="currentColor" stroke-width="1.3"/><path d="M5 2.4V5h2.4" fill="none" stroke="currentColor" stroke-width="1.3"/>`,
  late: svg`<path d="M5 .8 9.6 9H.4z" fill="currentColor"/>`,
  pause: svg`<path d="M1.6 1h2.6v8H1.6zM5.8 1h2.6v8H5.8z" fill="currentColor"/>`,
  done: svg`<path d="M1 5.4 3.8 8.2 9 2" fill="none" stroke="currentColor" stroke-width="1.6"/>`,
  cross: svg`<path d="M1.5 1.5l7 7M8.5 1.5l-7 7" fill="none" stroke="currentColor" stroke-width="1.6"/>`,
  moved: svg`<path d="M.8 5h7.6M5.4 1.8 8.6 5 5.4 8.2" fill="none" stroke="currentColor" stroke-width="1.4"/>`,
  down: svg`<path d="M1 3l4 4 4-4" fill="none" stroke="currentColor" stroke-width="1.5"/>`,
  up: svg`<path d="M1 7l4-4 4 4" fill="none" stroke="currentColor" stroke-width="1.5"/>`,
  filter: svg`<path d="M.5 1.5h9L6 5.6V9L4 8V5.6z" fill="none" stroke="currentColor" stroke-width="1.2"/>`,
  left: svg`<path d="M6.5 1l-4 4 4 4" fill="none" stroke="currentColor" stroke-width="1.5"/>`,
  right: svg`<path d="M3.5 1l4 4-4 4" fill="none" stroke="currentColor" stroke-width="1.5"/>`,
} as const;

export type Glyph = keyof typeof shapes;

/** A decorative glyph; the word beside it carries the meaning. */
export function icon(glyph: Glyph): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 10 10" aria-hidden="true">${shapes[glyph]}</svg>`;
}
