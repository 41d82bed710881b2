import { css } from 'lit';

/** A sheet of paper on the desk: what letters and messages lie on. */
export const sheetStyles = css`
  .desk {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 16px clamp(8px, 3cqi, 40px) 24px;
    background: var(--_sunken);
  }
  .desk:focus-visible { outline-offset: -2px; }
  .page { padding: 0 4px; white-space: nowrap; }
  .sheet {
    max-width: 640px;
    min-height: 100%;
    margin-inline: auto;
    padding: clamp(20px, 5cqi, 40px) clamp(20px, 6cqi, 48px);
    background: var(--_paper);
    color: var(--_ink);
    box-shadow: 0 1px 3px rgb(0 0 0 / 14%);
    color-scheme: light;
  }
  .sheet h2 {
    margin: 0;
    font-size: 18px;
    line-height: 24px;
    font-weight: 600;
    outline: none;
  }
  .facts {
    margin: 2px 0 20px;
    font-size: 13px;
    line-height: 18px;
    color: var(--_ink-2);
  }
  @media (forced-colors: active) {
    .sheet { border: 1px solid CanvasText; }
  }
`;
