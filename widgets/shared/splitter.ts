import { css, html, type TemplateResult } from 'lit';

export interface Splitter {
  readonly label: string;
  readonly width: number;
  readonly least: number;
  readonly most: number;
  readonly change: (width: number) => void;
}

const stepPx = 16;

/** The line before a panel at the end side, by which its width is changed: by pointer, or by arrows, Home and End. */
export function splitter({ label, width, least, most, change }: Splitter): TemplateResult {
  const within = (next: number): number => Math.round(Math.max(least, Math.min(most, next)));
  const isRtl = (target: Element): boolean => getComputedStyle(target).direction === 'rtl';

  const pressed = (event: KeyboardEvent): void => {
    const line = event.currentTarget as HTMLElement;
    // Moving the line away from the panel makes the panel wider.
    const wider = isRtl(line) ? 'ArrowRight' : 'ArrowLeft';
    const narrower = isRtl(line) ? 'ArrowLeft' : 'ArrowRight';
    const next: Readonly<Record<string, number>> = {
      [wider]: width + stepPx,
      [narrower]: width - stepPx,
      Home: most,
      End: least,
    };
    const chosen = next[event.key];
    if (chosen === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    change(within(chosen));
  };

  const taken = (event: PointerEvent): void => {
    const line = event.currentTarget as HTMLElement;
    const from = event.clientX;
    const direction = isRtl(line) ? 1 : -1;
    line.setPointerCapture(event.pointerId);
    const moved = (move: PointerEvent): void =>
      change(within(width + direction * (move.clientX - from)));
    line.addEventListener('pointermove', moved);
    line.addEventListener(
      'lostpointercapture',
      () => line.removeEventListener('pointermove', moved),
      {
        once: true,
      },
    );
  };

  return html`<div class="splitter" role="separator" tabindex="0" aria-orientation="vertical" aria-label=${label}
    aria-valuenow=${width} aria-valuemin=${least} aria-valuemax=${most}
    @keydown=${pressed} @pointerdown=${taken}></div>`;
}

export const splitterStyles = css`
  .splitter {
    position: relative;
    width: 1px;
    background: var(--_line);
    cursor: col-resize;
    touch-action: none;
  }
  .splitter::after {
    content: '';
    position: absolute;
    inset-block: 0;
    inset-inline: -4px;
  }
  .splitter:hover::after,
  .splitter:focus-visible::after {
    background: var(--_accent);
    opacity: 0.5;
  }
  .splitter:focus-visible { outline: none; background: var(--_focus); }
  @media (forced-colors: active) {
    .splitter { width: 3px; background: CanvasText; }
  }
`;
