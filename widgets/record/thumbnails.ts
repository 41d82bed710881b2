import { type Pages, turned } from './pages.ts';

/** In CSS pixels. */
const width = 108;

/** Small pictures of the pages, each drawn when it comes into view. */
export function createThumbnails(
  pages: Pages,
  scroller: HTMLElement,
  options: { readonly label: (page: number) => string; readonly go: (page: number) => void },
) {
  const stop = new AbortController();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries)
        if (isIntersecting) void draw(target as HTMLElement);
    },
    { root: scroller, rootMargin: '50% 0px' },
  );

  async function draw(button: HTMLElement): Promise<void> {
    observer.unobserve(button);
    const page = Number(button.dataset.page);
    const scale = width / turned(pages.size(page), 0).width;
    const picture = button.firstElementChild as HTMLElement;
    const drawing = { scale, rotation: 0, isThumbnail: true, signal: stop.signal } as const;
    // The number below stands for a page that cannot be drawn.
    await pages.draw(page, picture, drawing).catch(() => {});
  }

  const buttons = Array.from({ length: pages.count }, (_, n) => {
    const page = n + 1;
    const button = document.createElement('button');
    button.className = 'thumb';
    button.dataset.page = String(page);
    button.setAttribute('aria-label', options.label(page));
    const { width: wide, height } = pages.size(page);
    const picture = Object.assign(document.createElement('span'), { className: 'picture' });
    picture.style.setProperty('block-size', `${Math.round((width * height) / wide)}px`);
    button.append(
      picture,
      Object.assign(document.createElement('small'), { textContent: String(page) }),
    );
    button.addEventListener('click', () => options.go(page));
    observer.observe(button);
    return button;
  });
  scroller.replaceChildren(...buttons);

  return {
    /** Marks the page that is read now, and brings it into view. */
    at(page: number): void {
      for (const button of buttons) {
        const isHere = button.dataset.page === String(page);
        if (!isHere) button.removeAttribute('aria-current');
        else if (button.getAttribute('aria-current') !== 'page') {
          button.setAttribute('aria-current', 'page');
          scroller.scrollTop = button.offsetTop - scroller.clientHeight / 2;
        }
      }
    },
    close(): void {
      stop.abort();
      observer.disconnect();
      scroller.replaceChildren();
    },
  };
}

export type Thumbnails = ReturnType<typeof createThumbnails>;
