import { css } from 'lit';

/** The list of documents, the annotations, and the form of one. */
export const sideStyles = css`
  .list, .notes {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    background: var(--_surface);
  }
  .list { grid-area: list; border-inline-end: 1px solid var(--_line); }
  .notes { grid-area: notes; border-inline-start: 1px solid var(--_line); }
  .choices {
    display: grid;
    grid-template-columns: 1fr 1fr 32px;
    gap: 6px;
    padding: 9px 12px;
    border-block-end: 1px solid var(--_line);
  }
  .choices .select:first-child { grid-column: 1 / 3; }
  .choices .order { grid-column: 3; grid-row: 1; }
  .choices select { font-size: 13px; min-block-size: 30px; }
  .choices .select:nth-child(3) { grid-column: 2 / 4; }
  .rows { flex: 1; min-block-size: 0; overflow-y: auto; outline-offset: -2px; }
  .canvas { position: relative; }
  .group, .row {
    position: absolute;
    inset-inline: 0;
    padding: 0 12px;
    overflow: hidden;
  }
  .group {
    display: flex;
    justify-content: space-between;
    align-items: end;
    block-size: 30px;
    padding-block-end: 4px;
    font-size: 12px;
    font-weight: 600;
    color: var(--_text-2);
    border-block-end: 1px solid var(--_line);
  }
  .row {
    display: grid;
    align-content: center;
    block-size: 52px;
    border-block-end: 1px solid var(--_line);
    cursor: pointer;
  }
  .row:hover { background: var(--_sunken); }
  .row[aria-selected='true'] { background: var(--_accent-soft); box-shadow: inset 3px 0 0 var(--_accent); }
  .row[aria-selected='true']:dir(rtl) { box-shadow: inset -3px 0 0 var(--_accent); }
  .rows:focus-visible .row.active { outline: 2px solid var(--_focus); outline-offset: -2px; }
  .row b { font-weight: 500; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .row[aria-selected='true'] b { font-weight: 600; }
  .row small {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: 12px;
    line-height: 16px;
    color: var(--_text-2);
  }
  mark { background: light-dark(#ffe9a8, #5c4a12); color: inherit; font-weight: 600; }
  .pair { display: flex; align-items: center; justify-content: space-between; gap: 8px; min-inline-size: 0; }
  .none { margin: 0; padding: 16px; font-size: 13px; line-height: 18px; color: var(--_text-2); }

  .notes h3 { margin: 0; font-size: 14px; font-weight: 600; }
  .notes-body { flex: 1; min-block-size: 0; overflow-y: auto; outline-offset: -2px; }
  .notes h4 { margin: 0; padding: 12px 12px 4px; font-size: 12px; line-height: 16px; font-weight: 600; color: var(--_text-2); }
  .notes ul { margin: 0; padding: 0; list-style: none; }
  .notes li { position: relative; border-block-end: 1px solid var(--_line); }
  .notes li.current { background: var(--_accent-soft); }
  .note {
    display: grid;
    gap: 4px;
    inline-size: 100%;
    padding: 10px 12px;
    border: 0;
    background: none;
    text-align: start;
    cursor: pointer;
    outline-offset: -2px;
  }
  .note:hover { background: var(--_sunken); }
  .note b { font-weight: 600; }
  .note q, .note .words, .note .reason { font-size: 13px; line-height: 18px; overflow-wrap: anywhere; }
  .note q { color: var(--_text-2); font-family: var(--_serif); }
  .note q.lost { text-decoration: line-through; }
  .note .reason { color: var(--_danger-fg); font-weight: 500; }
  .note small { font-size: 12px; line-height: 16px; color: var(--_text-2); }
  .own { display: flex; padding: 0 4px 6px; }
  .own .button { min-block-size: 24px; padding: 0 8px; font-size: 12px; }
  dialog.modal .refused p, dialog.modal .refused q { margin: 0; }
  dialog.modal .refused { display: grid; gap: 4px; }

  dialog.modal form { display: grid; gap: 12px; padding: 20px; }
  dialog.modal label { display: grid; gap: 4px; font-size: 13px; font-weight: 500; }
  dialog.modal .field { font-weight: 400; }
  dialog.modal q { padding-inline-start: 10px; border-inline-start: 3px solid var(--_line-strong); font-family: var(--_serif); max-block-size: 7.5em; overflow: auto; }
  dialog.modal .hint { margin: 0; font-size: 13px; line-height: 18px; color: var(--_text-2); }
  dialog.modal .refused { margin: 0; color: var(--_danger-fg); }
  dialog.modal .buttons { display: flex; justify-content: flex-end; gap: 8px; }
  dialog.modal option { background: var(--_surface); color: var(--_text); }
`;
