import { css } from 'lit';

export const whyStyles = css`
  :host { display: block; background: var(--_surface); overflow: auto; }
  section, .find { max-width: 760px; }
  section { border-block-end: 1px solid var(--_line); padding-block: 12px; }
  section:last-of-type { border-block-end: 0; }
  h2 { margin: 0 16px 4px; font-size: 12px; line-height: 16px; font-weight: 600; color: var(--_text-2); }
  ul { margin: 0; padding: 0; list-style: none; }
  p { margin: 0; }
  .plain > li { padding: 6px 16px; }
  .bullets > li { position: relative; padding-block: 2px; padding-inline: 32px 16px; font-size: 13px; line-height: 18px; }
  .bullets > li::before {
    content: '';
    position: absolute;
    inset-block-start: 9px;
    inset-inline-start: 18px;
    width: 5px;
    height: 5px;
    border-radius: 50%;
    background: var(--_text-3);
  }
  .pair { display: flex; align-items: flex-start; justify-content: space-between; gap: 12px; min-width: 0; }
  .pair > :last-child { flex: none; }
  b { font-weight: 600; }
  time, .rule, .none { font-size: 13px; line-height: 18px; color: var(--_text-2); }
  .none { padding: 2px 16px; }
  .lone { padding: 16px; }
  .rule { display: block; }
  .conditions { margin-block-start: 4px; }
  .conditions li { display: flex; gap: 8px; padding-block: 2px; font-size: 13px; line-height: 18px; }
  .conditions small { display: block; font-size: 12px; line-height: 16px; color: var(--_text-2); }
  .mark { flex: none; display: grid; place-items: center; width: 16px; height: 18px; }
  .mark.ok { color: var(--_ok-fg); }
  .mark.danger { color: var(--_danger-fg); }
  .find { padding: 12px 16px; border-block-end: 1px solid var(--_line); }
  .link { padding: 0; border: 0; background: none; text-align: start; font-weight: 600; color: var(--_accent); cursor: pointer; min-height: 24px; }
  .link:hover { text-decoration: underline; }
  .clocks { padding-block-end: 0; }
  .clocks .clock:last-child { border-block-end: 0; }
`;
