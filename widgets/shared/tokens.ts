import { css } from 'lit';

/**
 * The colours, spaces and type of every widget. A host sets the public `--him-*` custom properties anywhere
 * above a widget; the private `--_*` ones read them and fall back to our own, so an unthemed page looks right.
 * Light or dark follows the `color-scheme` that the host page gives us.
 */
export const tokens = css`
  :host {
    --_bg: var(--him-bg, light-dark(#f6f7f9, #12181f));
    --_surface: var(--him-surface, light-dark(#ffffff, #1a222b));
    --_sunken: var(--him-sunken, light-dark(#eef1f4, #0e1319));
    --_text: var(--him-text, light-dark(#1b2530, #e6ebf0));
    --_text-2: var(--him-text-2, light-dark(#4a5866, #b3bfca));
    --_text-3: var(--him-text-3, light-dark(#5f6d7a, #94a2af));
    --_line: var(--him-line, light-dark(#d5dce3, #2f3b47));
    --_line-strong: var(--him-line-strong, light-dark(#7d8a97, #71808e));
    --_accent: var(--him-accent, light-dark(#1f5fa8, #8ab8f0));
    --_accent-text: var(--him-accent-text, light-dark(#ffffff, #0d1a2b));
    --_accent-soft: var(--him-accent-soft, light-dark(#e3eefb, #1d3350));
    --_focus: var(--him-focus, light-dark(#0b57d0, #9cc4ff));
    --_danger-fg: var(--him-danger-fg, light-dark(#9b1c1c, #ffb4ab));
    --_danger-bg: var(--him-danger-bg, light-dark(#fdecec, #4a1f1f));
    --_warn-fg: var(--him-warn-fg, light-dark(#7a4b00, #ffd08a));
    --_warn-bg: var(--him-warn-bg, light-dark(#fff3d6, #43310f));
    --_ok-fg: var(--him-ok-fg, light-dark(#1d6339, #9fdcb3));
    --_ok-bg: var(--him-ok-bg, light-dark(#e5f4ea, #193a27));
    --_info-fg: var(--him-info-fg, light-dark(#1d4f8c, #a9cdf7));
    --_info-bg: var(--him-info-bg, light-dark(#e3eefb, #1d3350));
    --_hold-fg: var(--him-hold-fg, light-dark(#5b3f8c, #d3bdf5));
    --_hold-bg: var(--him-hold-bg, light-dark(#f0eafa, #34284d));
    --_neutral-fg: var(--him-neutral-fg, light-dark(#44515e, #c3cdd6));
    --_neutral-bg: var(--him-neutral-bg, light-dark(#eceff2, #2a343e));
    --_paper: var(--him-paper, #ffffff);
    --_ink: var(--him-ink, #1b2530);
    --_ink-2: var(--him-ink-2, #4a5866);
    --_serif: var(--him-font-document, Georgia, 'Times New Roman', 'Liberation Serif', serif);
    --_radius: var(--him-radius, 6px);
    box-sizing: border-box;
    color: var(--_text);
    font-size: 14px;
    line-height: 20px;
    font-variant-numeric: tabular-nums;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 1px;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`;
