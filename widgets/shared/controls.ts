import { css } from 'lit';

/** Native controls with our look: buttons, fields, tags, key hints, dialogs, notices. */
export const controls = css`
  button,
  select,
  input,
  textarea {
    font: inherit;
    color: inherit;
    margin: 0;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 32px;
    padding: 0 12px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    white-space: nowrap;
    cursor: pointer;
    transition: background-color 80ms;
  }
  .button:hover {
    background: var(--_sunken);
  }
  .button.primary {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_accent-text);
    font-weight: 600;
  }
  .button.primary:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }
  .button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--_text-2);
  }
  .button.quiet:hover {
    background: var(--_sunken);
    color: var(--_text);
  }
  .button.square {
    width: 32px;
    padding: 0;
  }
  .button[disabled],
  .button[aria-disabled='true'] {
    opacity: 0.55;
    cursor: default;
  }
  kbd {
    display: inline-grid;
    place-items: center;
    min-width: 17px;
    height: 17px;
    padding: 0 4px;
    border: 1px solid currentColor;
    border-radius: 4px;
    font: 500 10.5px/1 ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    color: var(--_text-2);
  }
  .primary kbd {
    color: inherit;
  }
  .field {
    width: 100%;
    min-height: 32px;
    padding: 5px 10px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .select {
    position: relative;
    display: inline-flex;
    align-items: center;
    min-width: 0;
  }
  .select select {
    appearance: none;
    width: 100%;
    min-height: 32px;
    padding-block: 0;
    padding-inline: 12px 28px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    background: var(--_surface);
    text-overflow: ellipsis;
    cursor: pointer;
  }
  .select option {
    background: var(--_surface);
    color: var(--_text);
    font-weight: 400;
  }
  .select .icon {
    position: absolute;
    inset-inline-end: 10px;
    color: var(--_text-2);
    pointer-events: none;
  }
  .icon {
    flex: none;
    width: 10px;
    height: 10px;
  }
  .tag {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    max-width: 100%;
    height: 20px;
    padding: 0 7px;
    border-radius: 4px;
    font-size: 12px;
    font-weight: 500;
    line-height: 20px;
    white-space: nowrap;
    background: var(--_neutral-bg);
    color: var(--_neutral-fg);
  }
  .tag > span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .tag.danger { background: var(--_danger-bg); color: var(--_danger-fg); }
  .tag.warn { background: var(--_warn-bg); color: var(--_warn-fg); }
  .tag.ok { background: var(--_ok-bg); color: var(--_ok-fg); }
  .tag.info { background: var(--_info-bg); color: var(--_info-fg); }
  .tag.hold { background: var(--_hold-bg); color: var(--_hold-fg); }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    padding: 8px 12px;
    border-block-end: 1px solid var(--_line);
    font-size: 13px;
    line-height: 18px;
    background: var(--_warn-bg);
    color: var(--_warn-fg);
  }
  .notice.danger { background: var(--_danger-bg); color: var(--_danger-fg); }
  .notice.info { background: var(--_info-bg); color: var(--_info-fg); }
  .notice p { flex: 1 1 12em; margin: 0; }
  .notice button {
    padding: 2px 4px;
    border: 0;
    background: none;
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
    cursor: pointer;
    min-height: 24px;
  }
  dialog {
    width: min(460px, calc(100vw - 32px));
    max-height: calc(100vh - 64px);
    padding: 0;
    border: 1px solid var(--_line);
    border-radius: 8px;
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 12px 40px rgb(0 0 0 / 24%);
    overflow: auto;
  }
  dialog::backdrop {
    background: rgb(10 18 28 / 45%);
  }
  dialog h2 {
    margin: 0;
    font-size: 16px;
    line-height: 24px;
    font-weight: 600;
  }
  .skeleton {
    display: block;
    height: 12px;
    border-radius: 4px;
    background: var(--_neutral-bg);
  }
  @media (pointer: coarse) {
    .button, .select select, .field { min-height: 40px; }
    .button.square { width: 40px; }
    .button kbd { display: none; }
  }
  @media (forced-colors: active) {
    .tag, .notice { border: 1px solid CanvasText; }
    .button.primary { border-width: 2px; }
  }
`;
