import { css } from 'lit';

export const timelineStyles = css`
  :host { display: block; container-type: inline-size; background: var(--_surface); }
  .layout { display: grid; grid-template-columns: minmax(280px, 38%) 1fr; height: 100%; min-height: 0; }
  .past { display: flex; flex-direction: column; min-height: 0; border-inline-end: 1px solid var(--_line); }
  .tools { display: flex; align-items: center; justify-content: space-between; gap: 8px; padding: 8px 16px; border-block-end: 1px solid var(--_line); }
  .tools h2, .then h2 { margin: 0; font-size: 14px; line-height: 20px; font-weight: 600; }
  ol { flex: 1; min-height: 0; margin: 0; padding: 0; list-style: none; overflow: auto; }
  .happening { display: grid; grid-template-columns: 92px 12px 1fr; gap: 8px; width: 100%; padding: 8px 16px; border: 0; background: none; text-align: start; cursor: pointer; }
  .happening:hover { background: var(--_bg); }
  .happening:focus-visible { outline-offset: -2px; }
  .happening[aria-current='step'] { background: var(--_accent-soft); }
  time, small, q, .of { font-size: 13px; line-height: 18px; color: var(--_text-2); }
  time { text-align: end; }
  .dot { width: 8px; height: 8px; margin-block-start: 6px; border-radius: 50%; background: var(--_line-strong); }
  .document .dot { background: var(--_ok-fg); border-radius: 1px; }
  .stay .dot { background: var(--_info-fg); border-radius: 1px; }
  [aria-current='step'] .dot { background: var(--_accent); }
  .what { display: grid; min-width: 0; }
  .what b { font-weight: 600; }
  .what q { overflow-wrap: anywhere; }
  .then { display: flex; flex-direction: column; min-width: 0; min-height: 0; }
  .slider { display: flex; align-items: center; gap: 8px; padding: 12px 16px 4px; }
  .slider input { flex: 1; min-width: 0; accent-color: var(--_accent); }
  .moment { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 8px; padding: 4px 16px 12px; border-block-end: 1px solid var(--_line); }
  .picture { flex: 1; min-height: 0; overflow: auto; }
  .none { padding: 16px; color: var(--_text-2); font-size: 13px; }
  @container (max-width: 720px) {
    .layout { grid-template-columns: 1fr; height: auto; }
    .past { order: 2; border-inline-end: 0; border-block-start: 1px solid var(--_line); }
    .happening { grid-template-columns: 80px 12px 1fr; }
    ol { overflow: visible; }
  }
`;
