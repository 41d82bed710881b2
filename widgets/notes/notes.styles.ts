import { css } from 'lit';

export const notesStyles = css`
  :host { display: block; container-type: inline-size; background: var(--_bg); overflow: auto; }
  .head { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; padding: 8px 16px; border-block-end: 1px solid var(--_line); background: var(--_surface); }
  h2 { flex: 1; margin: 0; font-size: 14px; line-height: 20px; font-weight: 600; }
  ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr)); align-items: start; gap: 12px; margin: 0; padding: 16px; list-style: none; }
  li, .new { padding: 12px 14px; border: 1px solid var(--_line); border-block-start: 3px solid var(--_accent); border-radius: var(--_radius); background: var(--_surface); }
  li.private { border-block-start-style: dashed; }
  .new { max-width: 560px; margin: 16px 16px 0; }
  .words { margin: 0 0 8px; white-space: pre-wrap; overflow-wrap: anywhere; }
  .who { margin: 0; font-size: 12px; line-height: 16px; color: var(--_text-2); }
  .line { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; margin-block-start: 8px; }
  .line .tag { flex: 0 1 auto; margin-inline-end: auto; min-width: 0; }
  .line .button { min-height: 28px; padding-inline: 8px; font-size: 13px; }
  .form { display: grid; gap: 6px; }
  .form label { font-size: 13px; line-height: 18px; font-weight: 500; }
  textarea { resize: vertical; }
  fieldset { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 6px 12px; margin: 6px 0; padding: 0; border: 0; }
  legend { padding: 0 0 6px; font-size: 13px; font-weight: 500; }
  .form .role { display: flex; align-items: center; gap: 8px; min-height: 24px; font-weight: 400; }
  input[type='checkbox'] { width: 16px; height: 16px; accent-color: var(--_accent); }
  .hint, .refused { margin: 0; font-size: 12px; line-height: 16px; color: var(--_text-2); }
  .refused { color: var(--_danger-fg); }
  .buttons { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; margin-block-start: 8px; }
`;
