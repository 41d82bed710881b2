import { css } from 'lit';

export const mapStyles = css`
  :host { display: block; background: var(--_surface); }
  .tools { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 8px 16px; border-block-end: 1px solid var(--_line); }
  .tools h2 { flex: 1; margin: 0; font-size: 14px; line-height: 20px; font-weight: 600; }
  .frame { overflow: auto; background: var(--_bg); direction: ltr; }
  .frame:focus-visible { outline-offset: -2px; }
  .map { display: block; margin-inline: auto; }
  .map text { font-size: 13px; fill: var(--_text); }
  .state rect { fill: var(--_surface); stroke: var(--_line-strong); }
  .state.final rect { stroke-width: 2.5; }
  .state.current rect { fill: var(--_accent); stroke: var(--_accent); }
  .state.current text { fill: var(--_accent-text); font-weight: 600; }
  .group rect { fill: var(--_sunken); stroke: var(--_line); }
  .group.current rect { stroke: var(--_accent); }
  .group text { font-size: 12px; fill: var(--_text-2); }
  .first { fill: var(--_text); }
  .way path { fill: none; stroke: var(--_line-strong); stroke-width: 1; opacity: 0.35; }
  .way.near path { opacity: 1; }
  .way.open path { stroke: var(--_accent); stroke-width: 2; opacity: 1; }
  .map .tip { fill: var(--_line-strong); stroke: none; opacity: 1; }
  .map .tip.open { fill: var(--_accent); }
  .map .label { font-size: 12px; fill: var(--_accent); paint-order: stroke; stroke: var(--_bg); stroke-width: 4px; }
  details { padding: 8px 16px; font-size: 13px; line-height: 18px; border-block-start: 1px solid var(--_line); }
  summary { cursor: pointer; min-height: 24px; }
  table { width: 100%; border-collapse: collapse; }
  th, td { padding: 4px 8px 4px 0; text-align: start; vertical-align: top; border-block-end: 1px solid var(--_line); }
  th { font-weight: 600; color: var(--_text-2); }
  @media (forced-colors: active) {
    .state.current rect { fill: Highlight; stroke: Highlight; }
    .state.current text { fill: HighlightText; }
    .way.open path { stroke: Highlight; }
  }
`;
