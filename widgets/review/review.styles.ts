import { css } from 'lit';
import { controls } from '../shared/controls.ts';
import { splitterStyles } from '../shared/splitter.ts';
import { stateStyles } from '../shared/states.ts';
import { tokens } from '../shared/tokens.ts';
import { actionFormStyles } from './action-form.ts';
import { letterStyles } from './letter-pane.ts';
import { messagesPaneStyles } from './messages-pane.ts';
import { panelStyles } from './panels.ts';
import { sheetStyles } from './sheet.styles.ts';

const layoutStyles = css`
  :host {
    display: block;
    min-height: 320px;
    background: var(--_surface);
    container: task / inline-size;
  }
  .layout {
    display: grid;
    grid-template: 'header header header' auto 'notes notes notes' auto 'document splitter panel' minmax(0, 1fr) / minmax(0, 1fr) 1px min(var(--_panel, 340px), 60cqi);
    height: 100%;
  }
  .header {
    grid-area: header;
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 45px;
    padding: 0 16px;
    border-block-end: 1px solid var(--_line);
    background: var(--_surface);
  }
  .identity {
    flex: 1;
    min-width: 0;
    display: flex;
    align-items: baseline;
    gap: 2px 12px;
    white-space: nowrap;
  }
  .identity h2 {
    flex: none;
    max-width: 100%;
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    font-size: 16px;
    line-height: 24px;
    font-weight: 600;
  }
  .identity p {
    margin: 0;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    font-size: 13px;
    line-height: 18px;
    color: var(--_text-2);
  }
  .actions {
    flex: none;
    display: flex;
    gap: 8px;
  }
  .notes { grid-area: notes; }
  .back { display: none; margin-inline-start: -8px; }
  .document {
    grid-area: document;
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }
  .document him-record { flex: 1; min-height: 0; }
  .bar,
  .tabs {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
    height: 51px;
    padding: 0 12px;
    border-block-end: 1px solid var(--_line);
  }
  .spacer { flex: 1; }
  .side {
    grid-area: panel;
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    background: var(--_surface);
  }
  .splitter { grid-area: splitter; }
  .tabs { gap: 4px; padding: 0 8px; }
  .tab {
    position: relative;
    align-self: stretch;
    padding: 0 8px;
    border: 0;
    background: none;
    color: var(--_text-2);
    white-space: nowrap;
    cursor: pointer;
  }
  .tab[aria-selected='true'] {
    color: var(--_text);
    font-weight: 600;
  }
  .tab[aria-selected='true']::after {
    content: '';
    position: absolute;
    inset: auto 8px -1px;
    border-block-end: 2px solid var(--_accent);
  }
  .tab:focus-visible { outline-offset: -4px; }
  .tab.narrow { display: none; }
  .panel {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
  }
  .panel:focus-visible { outline-offset: -2px; }

  .menu {
    position-anchor: --more;
    position-area: block-end span-inline-start;
    inset: auto;
    margin: 4px 0 0;
    min-width: 200px;
    padding: 4px;
    border: 1px solid var(--_line);
    border-radius: 8px;
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 8px 24px rgb(0 0 0 / 18%);
  }
  .more { anchor-name: --more; }
  .menu button {
    display: flex;
    justify-content: space-between;
    gap: 16px;
    width: 100%;
    min-height: 32px;
    padding: 6px 12px;
    border: 0;
    border-radius: 4px;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .menu button:hover,
  .menu button:focus-visible { background: var(--_accent-soft); }

  /* Who the patient is may never be cut off: the line goes below the name, and then may wrap. */
  @container task (width < 1240px) {
    .identity { flex-direction: column; gap: 0; padding-block: 4px; }
    .identity h2 { line-height: 20px; font-size: 15px; }
    .identity p { font-size: 12px; line-height: 16px; white-space: normal; overflow: visible; }
  }
  @container task (width < 900px) {
    .actions kbd {
      display: none;
    }
    .actions .button {
      padding-inline: 10px;
    }
    .layout { grid-template-columns: minmax(0, 1fr) 1px min(var(--_panel, 300px), 300px); }
  }
  @container task (width < 720px) {
    .layout {
      grid-template: 'header' auto 'notes' auto 'panel' minmax(0, 1fr) 'actions' auto / minmax(0, 1fr);
    }
    .layout.on-document { grid-template: 'header' auto 'notes' auto 'panel' auto 'document' minmax(0, 1fr) 'actions' auto / minmax(0, 1fr); }
    .layout:not(.on-document) .document { display: none; }
    .layout.on-document .panel { display: none; }
    .splitter { display: none; }
    .tab.narrow { display: block; }
    .tabs { gap: 0; padding: 0 4px; }
    .tab { flex: 1 1 auto; padding: 0 6px; }
    .back { display: inline-flex; }
    .header { display: contents; }
    .top-line {
      grid-area: header;
      padding: 0 12px;
      border-block-end: 1px solid var(--_line);
    }
    .actions {
      grid-area: actions;
      flex-direction: row-reverse;
      padding: 8px 12px;
      border-block-start: 1px solid var(--_line);
    }
    .actions .button { flex: 1 1 auto; }
    .actions kbd { display: none; }
    .menu { position-area: block-start span-inline-start; margin: 0 0 4px; }
  }
  @container task (width < 480px) {
    .actions { flex-wrap: wrap; }
    .actions .button.primary { flex-basis: 100%; }
  }
  .step .icon:dir(rtl),
  .back .icon:dir(rtl) { transform: scaleX(-1); }
  .state { background: var(--_bg); }
  .top-line {
    flex: 1;
    min-width: 0;
    display: flex;
    align-items: center;
    gap: 8px;
    background: var(--_surface);
  }
  @media print {
    .actions, .bar, .tabs, .back { display: none; }
    .layout { display: block; }
    .desk, .panel { overflow: visible; }
  }
`;

export const reviewStyles = [
  tokens,
  controls,
  stateStyles,
  actionFormStyles,
  sheetStyles,
  letterStyles,
  messagesPaneStyles,
  panelStyles,
  splitterStyles,
  layoutStyles,
];
