import { css } from 'lit';

export const inboxStyles = css`
  :host { display: block; container-type: inline-size; background: var(--_bg); overflow: auto; }
  .top { position: sticky; inset-block-start: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; padding: 12px 16px; border-block-end: 1px solid var(--_line); background: var(--_surface); }
  .top h2 { margin: 0; font-size: 16px; line-height: 24px; font-weight: 600; }
  .top p { flex: 1; margin: 0; color: var(--_text-2); }
  .bar { position: sticky; inset-block-end: 0; display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 12px 16px; border-block-start: 1px solid var(--_line); background: var(--_surface); }
  .bar p { flex: 1 1 16em; margin: 0; font-size: 13px; line-height: 18px; color: var(--_text-2); }
  .bar b { font-weight: 600; color: var(--_text); }
  .lists { display: grid; gap: 12px; padding: 16px; max-width: 960px; margin-inline: auto; }
  article { border: 1px solid var(--_line); border-radius: 8px; background: var(--_surface); overflow: hidden; }
  article header { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; padding: 12px 16px 8px; }
  .who { flex: 1 1 12em; min-width: 0; }
  h3 { margin: 0; font-size: 14px; line-height: 20px; font-weight: 600; }
  .who p { margin: 0; font-size: 13px; line-height: 18px; color: var(--_text-2); }
  ul { margin: 0; padding: 0; list-style: none; }
  li { display: grid; grid-template-columns: 20px 1fr auto auto; align-items: center; gap: 12px; min-height: 44px; padding: 4px 16px; border-block-start: 1px solid var(--_line); }
  li[aria-current='true'] { background: var(--_accent-soft); box-shadow: inset 3px 0 0 var(--_accent); }
  li[aria-current='true']:dir(rtl) { box-shadow: inset -3px 0 0 var(--_accent); }
  li input { width: 18px; height: 18px; margin: 0; accent-color: var(--_accent); }
  .open { display: block; min-width: 0; min-height: 36px; padding: 2px 0; border: 0; background: none; text-align: start; cursor: pointer; }
  .open:hover b { text-decoration: underline; }
  .open b { display: block; font-weight: 500; color: var(--_accent); }
  .open small { font-size: 12px; line-height: 16px; color: var(--_text-2); }
  .due { font-size: 13px; color: var(--_text-2); white-space: nowrap; }
  .due.late { color: var(--_danger-fg); font-weight: 600; }
  .foot { display: flex; align-items: center; justify-content: center; gap: 12px; padding: 0 16px 16px; font-size: 13px; color: var(--_text-2); }
  .result { margin: 0; }
  form { display: grid; gap: 12px; padding: 20px; }
  form label { font-weight: 500; }
  form p { margin: 0; color: var(--_text-2); }
  form .buttons { display: flex; justify-content: flex-end; gap: 8px; }
  @container (max-width: 560px) {
    .lists { padding: 8px; }
    .top h2 { flex: 1; }
    .top p { order: 1; flex-basis: 100%; }
    article header .button { margin-inline-start: -12px; }
    li { grid-template-columns: 20px 1fr auto; row-gap: 0; padding-block: 6px 8px; }
    li .tag { grid-column: 2; justify-self: start; }
    .due { grid-row: 1; grid-column: 3; }
  }
`;
