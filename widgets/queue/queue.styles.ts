import { css } from 'lit';

export const queueStyles = css`
  :host {
    --_row: 60px;
    display: flex;
    flex-direction: column;
    min-height: 240px;
    background: var(--_surface);
    container: queue / inline-size;
  }
  :host([density='comfortable']) { --_row: 44px; }
  :host([density='cosy']) { --_row: 36px; }
  :host([density='compact']) { --_row: 32px; }

  .header,
  .toolbar {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
    padding: 0 12px;
    border-block-end: 1px solid var(--_line);
  }
  .header { height: 45px; }
  .toolbar { height: 51px; }
  .title {
    margin: 0;
    min-width: 0;
    font-size: 16px;
    line-height: 24px;
    font-weight: 600;
  }
  .title select {
    field-sizing: content;
    width: auto;
    max-width: 220px;
    min-height: 32px;
    margin-inline-start: -9px;
    padding-inline: 8px 24px;
    border-color: transparent;
    font-weight: 600;
    background: transparent;
  }
  .title select:hover { background: var(--_sunken); }
  .title .icon { inset-inline-end: 8px; }
  .position {
    flex: none;
    font-size: 12px;
    color: var(--_neutral-fg);
  }
  .spacer { flex: 1; }
  .toolbar .select { flex: 1; max-width: 320px; }
  .toolbar ::slotted(*) { flex: none; }

  .body {
    position: relative;
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }
  .scroll {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    contain: strict;
  }
  .canvas { position: relative; }
  .pill {
    position: absolute;
    z-index: 1;
    inset-block-start: 8px;
    inset-inline: 0;
    width: fit-content;
    margin-inline: auto;
    min-height: 28px;
    padding: 0 12px;
    border: 0;
    border-radius: 14px;
    background: var(--_accent);
    color: var(--_accent-text);
    font-size: 13px;
    font-weight: 600;
    box-shadow: 0 2px 8px rgb(0 0 0 / 22%);
    cursor: pointer;
  }

  .row {
    position: absolute;
    inset-inline: 0;
    inset-block-start: 0;
    display: grid;
    grid-template: 'who due' 20px 'what status' 20px / minmax(0, 1fr) auto;
    align-content: center;
    align-items: center;
    gap: 3px 12px;
    height: var(--_row);
    padding-inline: 12px;
    border-block-end: 1px solid var(--_line);
    cursor: default;
    contain: layout paint style;
  }
  @media (hover: hover) {
    .row:hover { background: var(--_bg); }
  }
  .row:is([aria-current], [aria-selected='true']) {
    background: var(--_accent-soft);
    .tag.info { background: var(--_surface); }
  }
  .row[aria-current] { box-shadow: inset 3px 0 0 var(--_accent); }
  .row[aria-current]:dir(rtl) { box-shadow: inset -3px 0 0 var(--_accent); }
  .row.group {
    display: flex;
    background: var(--_bg);
    cursor: pointer;
  }
  .group > span { display: flex; align-items: center; gap: 8px; }
  .gone .who { text-decoration: line-through; }
  .row[aria-selected='true'] .who::before { content: '✓ ' / ''; }
  .row:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }
  .row > span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .who {
    grid-area: who;
    font-weight: 600;
  }
  .due {
    grid-area: due;
    text-align: end;
    font-size: 12px;
    color: var(--_text-2);
  }
  .due.late {
    color: var(--_danger-fg);
    font-weight: 500;
  }
  .what {
    grid-area: what;
    font-size: 13px;
    color: var(--_text-2);
  }
  .status {
    grid-area: status;
    display: flex;
    justify-content: flex-end;
    max-width: 150px;
  }
  .gone .who,
  .gone .due {
    font-weight: 400;
    color: var(--_text-2);
  }
  .who > .skeleton { width: 45%; }
  .what > .skeleton { width: 65%; }

  :host(:not([density='two-line'])) .row {
    grid-template: 'who what due status' 20px / minmax(9em, 1fr) minmax(0, 1.4fr) 7.5em 9.5em;
  }
  :host(:not([density='two-line'])) .status { max-width: none; }
  @container queue (width < 620px) {
    :host(:not([density='two-line'])) .row {
      grid-template: 'who due status' 20px / minmax(0, 1fr) auto auto;
    }
    :host(:not([density='two-line'])) .what { display: none; }
  }
  @media (pointer: coarse) {
    .keys { display: none; }
  }
  @container queue (width < 340px) {
    .header kbd, .toolbar kbd { display: none; }
  }

  @media (forced-colors: active) {
    .row:is([aria-current], [aria-selected='true']) {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
      .due, .what, .cell { color: HighlightText; }
    }
    .pill { border: 1px solid ButtonText; }
  }
  @media print {
    :host { display: block; }
    .toolbar, .pill, .header .button { display: none; }
    .scroll { overflow: visible; contain: none; }
    .canvas { height: auto !important; }
    .row {
      position: static;
      transform: none !important;
      break-inside: avoid;
    }
  }
`;
