import { css } from 'lit';

/** Of the bars and dialogs that come later. */
export const extraStyles = css`
  .filters,
  .marked {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    flex: none;
    padding: 8px 12px;
    border-block-end: 1px solid var(--_line);
    background: var(--_bg);
  }
  .filters .select { flex: 0 1 auto; max-width: 100%; }
  .filters .date { width: 9.5em; }
  .marked { background: var(--_accent-soft); }
  .marked b { font-weight: 600; }
  .sheet {
    display: grid;
    gap: 12px;
    padding: 20px;
  }
  .sheet label { display: grid; gap: 4px; font-weight: 500; }
  .sheet .check,
  .columns .check {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 28px;
    font-weight: 400;
  }
  .check input { width: 16px; height: 16px; accent-color: var(--_accent); }
  .sheet .hint {
    margin: -8px 0 0;
    font-size: 12px;
    line-height: 16px;
    color: var(--_text-2);
  }
  .sheet .buttons {
    display: flex;
    align-items: center;
    gap: 8px;
    margin-block-start: 4px;
  }
  .button.danger { color: var(--_danger-fg); }
  .problem {
    margin: 0;
    padding: 8px 12px;
    border-radius: var(--_radius);
    font-size: 13px;
    background: var(--_danger-bg);
    color: var(--_danger-fg);
  }
  .columns {
    max-height: 60vh;
    margin: 0;
    padding: 0;
    overflow: auto;
    list-style: none;
  }
  .columns li {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 2px;
    border-block-end: 1px solid var(--_line);
  }
  .columns .check { flex: 1; }
  .columns .width { width: 5.5em; text-align: end; }
  .results {
    flex: none;
    max-height: 40%;
    overflow: auto;
    border-block-end: 1px solid var(--_line);
  }
  .results .summary {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding: 8px 12px;
  }
  .results ul { margin: 0; padding: 0 12px 8px; list-style: none; }
  .results li {
    display: flex;
    gap: 8px;
    padding: 4px 0;
    font-size: 13px;
    line-height: 18px;
    border-block-start: 1px solid var(--_line);
  }
  .results li .tag { flex: none; }
  .results .who { flex: none; max-width: 14em; font-weight: 600; }
`;
