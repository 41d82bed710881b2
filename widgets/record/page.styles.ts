import { css } from 'lit';

/** The pages and what is marked on them. Paper stays paper in the dark. */
export const pageStyles = css`
  .desk-row { flex: 1; display: flex; min-block-size: 0; }
  .desk-box { position: relative; flex: 1; min-inline-size: 0; min-block-size: 0; display: flex; }
  .desk {
    position: relative;
    flex: 1;
    min-inline-size: 0;
    min-block-size: 0;
    overflow: auto;
    padding: 12px;
    background: var(--_sunken);
  }
  .desk:focus-visible { outline-offset: -2px; }
  .desk.drawing { cursor: crosshair; user-select: none; }
  .page {
    position: relative;
    margin: 0 auto 12px;
    background: var(--_paper);
    color: var(--_ink);
    color-scheme: light;
    box-shadow: 0 1px 3px rgb(0 0 0 / 14%);
  }
  .page.sheets { overflow: hidden; contain: layout paint; direction: ltr; }
  .page.flow {
    max-inline-size: calc(680px * var(--_zoom, 1));
    min-block-size: 100%;
    padding: clamp(20px, 5cqi, 40px) clamp(16px, 5cqi, 48px);
  }
  .page canvas { display: block; inline-size: 100%; block-size: 100%; }
  .content { position: absolute; inset: 0; }
  .flow .content { position: static; }
  .overlay { position: absolute; inset: 0; pointer-events: none; }
  .page-failed { margin: 0; padding: 40px; text-align: center; color: var(--_ink-2); }
  .plain, .markup { font: calc(15px * var(--_zoom, 1)) / 1.6 var(--_serif); overflow-wrap: anywhere; }
  .plain { white-space: pre-wrap; }
  .markup :is(h1, h2, h3, h4, h5, h6) { margin: 1.2em 0 0.4em; font-size: 1.1em; line-height: 1.3; }
  .markup > :first-child { margin-block-start: 0; }
  .markup table { inline-size: 100%; border-collapse: collapse; font-size: 0.93em; }
  .markup :is(td, th) { padding: 4px 8px; border: 1px solid #c9d1d9; text-align: start; vertical-align: top; }
  .markup a { color: inherit; }

  /* The words of a PDF lie unseen over its picture, letter on letter; the names are those its maker sets. */
  .text-layer {
    position: absolute;
    inset: 0;
    overflow: clip;
    /* What is marked lies on the picture as ink of a highlighter does: the letters stay black. */
    mix-blend-mode: multiply;
    line-height: 1;
    text-align: initial;
    text-size-adjust: none;
    forced-color-adjust: none;
    transform-origin: 0 0;
    --min-font-size: 1;
    --scale-round-x: 1px;
    --scale-round-y: 1px;
    --text-scale-factor: calc(var(--total-scale-factor) * var(--min-font-size));
    --min-font-size-inv: calc(1 / var(--min-font-size));
  }
  .text-layer :is(span, br) {
    position: absolute;
    color: transparent;
    white-space: pre;
    cursor: text;
    transform-origin: 0% 0%;
  }
  .text-layer > :not(.markedContent),
  .text-layer .markedContent span:not(.markedContent) {
    z-index: 1;
    --font-height: 0;
    --scale-x: 1;
    --rotate: 0deg;
    font-size: calc(var(--text-scale-factor) * var(--font-height));
    transform: rotate(var(--rotate)) scaleX(var(--scale-x)) scale(var(--min-font-size-inv));
  }
  .text-layer .markedContent { display: contents; }
  .text-layer[data-main-rotation='90'] { transform: rotate(90deg) translateY(-100%); }
  .text-layer[data-main-rotation='180'] { transform: rotate(180deg) translate(-100%, -100%); }
  .text-layer[data-main-rotation='270'] { transform: rotate(270deg) translateX(-100%); }
  .text-layer ::selection { background: rgb(31 95 168 / 30%); }

  ::highlight(him-find) { background: #ffe9a8; text-decoration: underline #8a6100; }
  ::highlight(him-find-now) { background: #ffb62e; text-decoration: underline 2px #5c3b00; }
  ::highlight(him-evidence) { background: #ffcf5c; text-decoration: underline 2px #8a6100; }
  ::highlight(him-note) { background: #d9ecd0; text-decoration: underline dotted #1d6339; }
  ::highlight(him-cursor) { background: #b9d4fb; text-decoration: underline 2px #0b57d0; }

  .box { position: absolute; border: 2px solid; border-radius: 2px; pointer-events: auto; cursor: pointer; }
  .box.note { border-color: #1d6339; background: rgb(120 190 90 / 18%); }
  .box.evidence { border-color: #8a6100; background: rgb(255 190 40 / 30%); box-shadow: 0 0 0 2px #fff; }
  .box.redaction {
    border: 1.5px dashed #9b1c1c;
    background: repeating-linear-gradient(135deg, rgb(155 28 28 / 26%) 0 2px, transparent 2px 7px);
  }
  .box.draft { border: 2px dashed #0b57d0; background: rgb(11 87 208 / 14%); pointer-events: none; }

  .over { position: absolute; inset: 0; display: grid; background: var(--_sunken); }
  .over.opening { place-items: center; color: var(--_text-2); pointer-events: none; background: none; }
  .strip { position: absolute; inset-block: 4px; inset-inline-end: 2px; inline-size: 8px; pointer-events: none; }
  .strip i {
    position: absolute;
    inset-inline: 0;
    block-size: 3px;
    border-radius: 1px;
    background: #c98a00;
  }
  .strip i.now { inset-inline: -4px 0; block-size: 5px; background: var(--_danger-fg); }

  .thumbs {
    flex: none;
    position: relative;
    inline-size: 148px;
    overflow: auto;
    padding: 12px;
    border-inline-end: 1px solid var(--_line);
    background: var(--_bg);
  }
  .thumb {
    display: grid;
    gap: 2px;
    justify-items: center;
    inline-size: 100%;
    padding: 6px;
    border: 0;
    border-radius: var(--_radius);
    background: none;
    cursor: pointer;
    content-visibility: auto;
    contain-intrinsic-block-size: auto 170px;
  }
  .thumb .picture { display: block; inline-size: 108px; background: var(--_paper); box-shadow: 0 0 0 1px var(--_line); }
  .thumb canvas { display: block; inline-size: 100%; block-size: 100%; }
  .thumb small { font-size: 12px; line-height: 16px; color: var(--_text-2); }
  .thumb:hover { background: var(--_sunken); }
  .thumb[aria-current] { background: var(--_accent-soft); }
  .thumb[aria-current] small { color: var(--_text); font-weight: 600; }

  @media (forced-colors: active) {
    .page { border: 1px solid CanvasText; }
    .page.sheets, .box { forced-color-adjust: none; }
    .flow ::highlight(him-find), .flow ::highlight(him-evidence), .flow ::highlight(him-note) { background: Mark; color: MarkText; }
    .flow ::highlight(him-find-now), .flow ::highlight(him-cursor) { background: Highlight; color: HighlightText; }
    .strip i { forced-color-adjust: none; }
  }
  @container record (width < 720px) {
    .thumbs { inline-size: 92px; padding: 6px; }
    .thumb .picture { inline-size: 72px; block-size: auto !important; min-block-size: 40px; }
  }
`;
