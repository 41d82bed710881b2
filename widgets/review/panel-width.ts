/** How wide the panel beside the document is; kept on this desk, for it says nothing about anyone. */
export const panelLimits = { least: 260, most: 640, usual: 340 } as const;

export type PanelWidth = ReturnType<typeof createPanelWidth>;

export function createPanelWidth(onChange: () => void) {
  let width = kept();
  return {
    get width() {
      return width;
    },
    set: (next: number): void => {
      width = next;
      keep(next);
      onChange();
    },
    /** A width is no style attribute: those are refused by the pages that matter most. */
    apply: (root: ParentNode): void =>
      root.querySelector<HTMLElement>('.layout')?.style.setProperty('--_panel', `${width}px`),
  };
}

const key = 'chartkeeper.panel-width';

function kept(): number {
  try {
    const kept = Number(localStorage.getItem(key));
    if (kept >= panelLimits.least && kept <= panelLimits.most) return kept;
  } catch {
    // A host may forbid storage.
  }
  return panelLimits.usual;
}

function keep(width: number): void {
  try {
    localStorage.setItem(key, String(width));
  } catch {
    // As above: then it is as wide as usual the next time.
  }
}
