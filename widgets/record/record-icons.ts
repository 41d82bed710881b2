import { html, svg, type TemplateResult } from 'lit';

const shapes = {
  list: svg`<path d="M2 3.5h12M2 8h12M2 12.5h12"/>`,
  find: svg`<circle cx="7" cy="7" r="4.5"/><path d="M10.5 10.5 14 14"/>`,
  turn: svg`<path d="M13 8a5 5 0 1 1-1.6-3.7M13.2 1.8v3h-3"/>`,
  plus: svg`<path d="M8 3v10M3 8h10"/>`,
  minus: svg`<path d="M3 8h10"/>`,
  close: svg`<path d="M3.5 3.5l9 9M12.5 3.5l-9 9"/>`,
  notes: svg`<path d="M2.5 2.5h11v8h-6l-3 3v-3h-2z"/>`,
  thumbs: svg`<path d="M2.5 2.5h4.5v5H2.5zM9 2.5h4.5v5H9zM2.5 9.5H7v4H2.5zM9 9.5h4.5v4H9z"/>`,
  highlight: svg`<path d="M3 13.5h10M4.5 10.5l6.5-8 2.5 2-6.5 8H4.5z"/>`,
  redact: svg`<path d="M2 5h12v6H2zM4 11l5-6M8 11l4.5-6"/>`,
  compare: svg`<path d="M2.5 2.5h4.5v11H2.5zM9 2.5h4.5v11H9z"/><path d="M4 6h1.5M10.5 9h1.5"/>`,
  print: svg`<path d="M4 6V2.5h8V6M4 11H2V6h12v5h-2M4 9h8v4.5H4z"/>`,
  cursor: svg`<path d="M6 2.5c1.5 0 2 .5 2 1.5v8c0 1-.5 1.5-2 1.5M10 2.5c-1.5 0-2 .5-2 1.5M10 13.5c-1.5 0-2-.5-2-1.5"/>`,
  words: svg`<path d="M3 4V2.5h10V4M8 2.5v11M6 13.5h4"/>`,
  up: svg`<path d="M3 10.5l5-5 5 5"/>`,
  down: svg`<path d="M3 5.5l5 5 5-5"/>`,
} as const;

export type RecordGlyph = keyof typeof shapes;

/** A decorative glyph of the viewer's bars; the name of its button says what it does. */
export function glyph(name: RecordGlyph): TemplateResult {
  return html`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true">${shapes[name]}</svg>`;
}
