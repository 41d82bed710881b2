import { css } from 'lit';

/** Added is green, underlined and has a plus; removed is red, struck and has a minus: colour is never alone. */
export const compareStyles = css`
  .compare { padding: 12px; background: var(--_surface); }
  .compare .lines { font: 15px/24px var(--_serif); }
  .line { display: grid; grid-template-columns: 1fr 1fr; }
  .one .line { grid-template-columns: 1fr; }
  .side-line { display: grid; grid-template-columns: 24px minmax(0, 1fr); min-block-size: 24px; padding-inline-end: 12px; }
  .two .side-line + .side-line { border-inline-start: 1px solid var(--_line); }
  .said-line { white-space: pre-wrap; overflow-wrap: anywhere; }
  .sign { text-align: center; font-weight: 600; color: var(--_text-2); user-select: none; }
  .side-line.out { background: light-dark(#fdf1f1, #2f1c1e); }
  .side-line.in { background: light-dark(#effaf2, #172a20); }
  .side-line.absent { background: var(--_sunken); }
  del { background: light-dark(#fbdcdc, #4d2020); text-decoration: line-through; }
  ins { background: light-dark(#d7f0de, #173d26); text-decoration: underline; }
  .line.now { outline: 2px solid var(--_focus); outline-offset: -1px; }
  .compare-bar .select { max-inline-size: 220px; }
  @media (forced-colors: active) {
    .side-line.in, .side-line.out { border-inline-start: 3px solid Highlight; }
  }
  @container record (width < 560px) {
    .two .line { grid-template-columns: 1fr; }
    .two .side-line + .side-line { border: 0; }
    .two .line:not(.changed) .side-line:first-child, .two .side-line.absent { display: none; }
    .button.inline { display: none; }
  }
`;
