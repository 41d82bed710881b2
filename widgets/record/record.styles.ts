import { css } from 'lit';
import { controls } from '../shared/controls.ts';
import { stateStyles } from '../shared/states.ts';
import { tokens } from '../shared/tokens.ts';
import { compareStyles } from './compare.styles.ts';
import { pageStyles } from './page.styles.ts';
import { sideStyles } from './side.styles.ts';

const layoutStyles = css`
  :host {
    display: block;
    min-block-size: 320px;
    background: var(--_surface);
    container: record / inline-size;
  }
  .layout {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    grid-template-areas: 'middle';
    block-size: 100%;
    position: relative;
  }
  .layout.with-list { grid-template-columns: 300px minmax(0, 1fr); grid-template-areas: 'list middle'; }
  .layout.with-notes { grid-template-columns: minmax(0, 1fr) 300px; grid-template-areas: 'middle notes'; }
  .layout.with-list.with-notes { grid-template-columns: 300px minmax(0, 1fr) 300px; grid-template-areas: 'list middle notes'; }
  [hidden] { display: none !important; }
  .middle, .reading { display: flex; flex-direction: column; min-inline-size: 0; min-block-size: 0; }
  .middle { grid-area: middle; container: middle / inline-size; }
  .reading { flex: 1; }
  .bar {
    flex: none;
    display: flex;
    align-items: center;
    gap: 6px;
    min-block-size: 51px;
    padding: 6px 12px;
    border-block-end: 1px solid var(--_line);
    background: var(--_surface);
  }
  .bar.tools, .bar.find, .bar.compare-bar { min-block-size: 44px; padding-block: 5px; }
  .spacer { flex: 1; }
  .position { font-size: 13px; white-space: nowrap; color: var(--_text-2); }
  .what { flex: 1; min-inline-size: 0; padding-inline: 8px; }
  .what h2, .what p { margin: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .what h2 { outline: none; }
  .what h2 { font-size: 15px; line-height: 20px; font-weight: 600; }
  .what p { font-size: 12px; line-height: 16px; color: var(--_text-2); }
  .bar .tag { flex: none; }
  .glyph {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
  }
  .button[aria-pressed='true'] { border-color: var(--_accent); background: var(--_accent-soft); color: var(--_accent); }
  .tools .button, .title .button { flex: none; border-color: transparent; background: transparent; color: var(--_text-2); }
  .tools .button:hover, .title .button:hover { background: var(--_sunken); color: var(--_text); }
  .tools .button[aria-pressed='true'], .title .button[aria-pressed='true'] { background: var(--_accent-soft); color: var(--_accent); }
  .button.named { gap: 6px; padding: 0 8px; }
  .button.zoom { min-inline-size: 56px; padding: 0 4px; font-size: 13px; }
  .title .button { position: relative; }
  .count {
    position: absolute;
    inset-block-start: -2px;
    inset-inline-end: -4px;
    min-inline-size: 16px;
    padding: 0 4px;
    border-radius: 8px;
    background: var(--_accent);
    color: var(--_accent-text);
    font-size: 11px;
    line-height: 16px;
  }
  .pager { display: inline-flex; align-items: center; gap: 4px; font-size: 13px; white-space: nowrap; }
  .pager .field { inline-size: 52px; min-block-size: 28px; padding: 2px 6px; text-align: end; }
  .find .field { flex: 0 1 260px; }
  .said { flex: 1; min-inline-size: 0; font-size: 13px; line-height: 18px; color: var(--_text-2); }
  .step .icon:dir(rtl) { transform: scaleX(-1); }

  @container middle (width < 880px) {
    .tools .named span { display: none; }
    .tools .named { inline-size: 32px; padding: 0; }
  }
  @container record (width < 900px) {
    .layout.with-list, .layout.with-notes, .layout.with-list.with-notes {
      grid-template-columns: minmax(0, 1fr);
      grid-template-areas: 'middle';
    }
    .list, .notes {
      position: absolute;
      inset-block: 51px 0;
      z-index: 3;
      inline-size: min(320px, 100%);
      box-shadow: 0 8px 24px rgb(0 0 0 / 18%);
    }
    .list { inset-inline-start: 0; }
    .notes { inset-inline-end: 0; }
  }
  @container record (width < 560px) {
    .bar.tools { gap: 2px; padding-inline: 6px; flex-wrap: wrap; }
    .position, .title .tag { display: none; }
    .pager .field { inline-size: 40px; }
    .list, .notes { inline-size: 100%; }
    .bar.find, .bar.compare-bar { flex-wrap: wrap; }
    .what { padding-inline: 2px; }
  }
`;

export const recordStyles = [
  tokens,
  controls,
  stateStyles,
  layoutStyles,
  pageStyles,
  sideStyles,
  compareStyles,
];
