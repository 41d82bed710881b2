import { type Pages, type Rotation, turned } from './pages.ts';

export interface PageShells {
  readonly pages: Pages;
  readonly scroller: HTMLElement;
  readonly scale: () => number;
  readonly rotation: () => Rotation;
  readonly label: (page: number) => string;
  /** The page is on the screen, or is about to be. */
  readonly onDrawn: (page: number, shell: HTMLElement) => void;
  readonly onFailed: (page: number, shell: HTMLElement) => void;
}

export type Shells = ReturnType<typeof createPageShells>;

/** An empty sheet for each page; those in view and their neighbours are drawn, the others give their pictures back. */
export function createPageShells(options: PageShells) {
  const { pages, scroller, scale, rotation, label, onDrawn, onFailed } = options;
  const shells: HTMLElement[] = [];
  const drawn = new Map<number, AbortController>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const page = Number((entry.target as HTMLElement).dataset.page);
        if (entry.isIntersecting) void draw(page);
        else empty(page);
      }
    },
    { root: scroller, rootMargin: '100% 0px' },
  );

  function sized(page: number): void {
    const shell = shells[page - 1];
    if (shell === undefined || pages.kind === 'flow') return;
    const { width, height } = turned(pages.size(page), rotation());
    shell.style.setProperty('inline-size', `${Math.floor(width * scale())}px`);
    shell.style.setProperty('block-size', `${Math.floor(height * scale())}px`);
  }

  async function draw(page: number): Promise<void> {
    const shell = shells[page - 1];
    const content = shell?.firstElementChild as HTMLElement | null | undefined;
    if (shell === undefined || content == null || drawn.has(page)) return;
    const control = new AbortController();
    drawn.set(page, control);
    const { signal } = control;
    try {
      const drawing = { scale: scale(), rotation: rotation(), isThumbnail: false, signal };
      await pages.draw(page, content, drawing);
      if (signal.aborted) return;
      sized(page);
      onDrawn(page, shell);
    } catch (error) {
      if (!signal.aborted && !isCancelled(error)) onFailed(page, shell);
    }
  }

  function empty(page: number): void {
    if (pages.kind === 'flow') return;
    drawn.get(page)?.abort();
    drawn.delete(page);
    shells[page - 1]?.firstElementChild?.replaceChildren();
  }

  for (let page = 1; page <= pages.count; page += 1) {
    const shell = document.createElement('div');
    shell.className = `page ${pages.kind}`;
    shell.dataset.page = String(page);
    shell.setAttribute('role', 'group');
    shell.setAttribute('aria-label', label(page));
    shell.append(Object.assign(document.createElement('div'), { className: 'content' }));
    shell.append(Object.assign(document.createElement('div'), { className: 'overlay' }));
    shells.push(shell);
    sized(page);
  }
  scroller.replaceChildren(...shells);
  // The first is not kept waiting until the browser has looked what is in view.
  void draw(1);
  for (const shell of shells) observer.observe(shell);

  return {
    at: (page: number): HTMLElement | undefined => shells[page - 1],
    drawnPages: (): number[] => [...drawn.keys()],
    draw,
    /** Other scale or rotation: every sheet its size, and what is drawn anew. */
    redraw(): void {
      const pagesDrawn = [...drawn.keys()];
      for (const page of pagesDrawn) {
        drawn.get(page)?.abort();
        drawn.delete(page);
      }
      for (let page = 1; page <= pages.count; page += 1) sized(page);
      for (const page of pagesDrawn) void draw(page);
    },
    /** The page that takes most of the view. */
    current(): number {
      const middle = scroller.scrollTop + scroller.clientHeight / 3;
      let low = 0;
      let high = shells.length - 1;
      while (low < high) {
        const half = Math.ceil((low + high) / 2);
        if ((shells[half]?.offsetTop ?? 0) <= middle) low = half;
        else high = half - 1;
      }
      return low + 1;
    },
    close(): void {
      observer.disconnect();
      for (const control of drawn.values()) control.abort();
      scroller.replaceChildren();
    },
  };
}

function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'RenderingCancelledException';
}
