import { css } from 'lit';

export const tableStyles = css`
  .scroll.table { overflow: auto; }
  .table .head-row {
    position: sticky;
    z-index: 1;
    inset-block-start: 0;
    width: max(100%, var(--_all));
    height: 33px;
    border-block-end: 1px solid var(--_line-strong);
    background: var(--_bg);
  }
  .table .canvas { width: max(100%, var(--_all)); }
  .table .heads,
  .table.table .row:not(.group) {
    display: grid;
    grid-template: 100% / var(--_columns);
    align-items: center;
    gap: 0;
    padding: 0;
  }
  .table .heads { height: 100%; }
  .table .head {
    position: relative;
    display: flex;
    align-items: center;
    gap: 6px;
    height: 100%;
    padding-inline: 8px 10px;
    font-size: 12px;
    font-weight: 600;
    color: var(--_text-2);
    cursor: pointer;
    user-select: none;
  }
  .table .head:hover { color: var(--_text); background: var(--_sunken); }
  .table .head:focus-visible { outline-offset: -2px; }
  .table .head .label,
  .table .cell {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .table .head.number { justify-content: flex-end; }
  .table .head .edge {
    position: absolute;
    inset-block: 6px;
    inset-inline-end: -4px;
    width: 9px;
    z-index: 1;
    cursor: col-resize;
    touch-action: none;
  }
  .table .head .edge::after {
    content: '';
    position: absolute;
    inset-block: 0;
    inset-inline-start: 4px;
    width: 1px;
    background: var(--_line);
  }
  .table .head .edge:hover::after { background: var(--_accent); width: 2px; }
  .table .cell { padding-inline: 8px; font-size: 13px; }
  .table .column-patient { font-weight: 600; font-size: 14px; }
  .table .cell.number { text-align: end; padding-inline-end: 12px; }
  .table .cell.late { color: var(--_danger-fg); font-weight: 500; }
  .table .column-status { display: flex; }
  .table .gone .cell { font-weight: 400; color: var(--_text-2); text-decoration: line-through; }
  .table .gone .column-status { text-decoration: none; }
  .table .skeleton { width: 60%; }
  .mark {
    display: grid;
    place-items: center;
    height: 100%;
  }
  .box {
    display: grid;
    place-items: center;
    width: 16px;
    height: 16px;
    border: 1px solid var(--_line-strong);
    border-radius: 3px;
    background: var(--_surface);
  }
  .row[aria-selected='true'] .box {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  .row[aria-selected='true'] .box::after {
    content: '';
    width: 8px;
    height: 4px;
    margin-block-start: -3px;
    border: solid var(--_accent-text);
    border-width: 0 0 2px 2px;
    rotate: -45deg;
  }
  @media (forced-colors: active) {
    .table .row:is([aria-current], [aria-selected='true']) .cell { color: HighlightText; }
    .box { background: Canvas; }
    .row[aria-selected='true'] .box { background: Highlight; border-color: HighlightText; }
  }
  @media print {
    .table .head-row { position: static; }
  }
`;
