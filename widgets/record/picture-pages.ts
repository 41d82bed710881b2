import type { Drawing, PageSize, Pages } from './pages.ts';

/** How many pixels of a picture are an inch, where it does not say: what scanners and faxes write. */
const usualDpi = 150;
const letterPage: PageSize = { width: 816, height: 1056 };

export interface PicturePages {
  readonly count: number;
  /** The picture of a page, and how many of its pixels are a CSS pixel at 100 %. */
  picture(page: number): Promise<{ readonly blob: Blob; readonly density: number }>;
}

/** Scans and faxes: pictures without words that could be marked. Drawn on canvas, so that no host must allow blob: images. */
export function picturePages({ count, picture }: PicturePages): Pages {
  const bitmaps = new Map<number, Promise<{ bitmap: ImageBitmap; density: number }>>();
  const sizes = new Map<number, PageSize>();

  const bitmapOf = (page: number) => {
    const known = bitmaps.get(page) ?? load(page);
    bitmaps.set(page, known);
    return known;
  };
  const load = async (page: number) => {
    const { blob, density } = await picture(page);
    const bitmap = await createImageBitmap(blob);
    sizes.set(page, { width: bitmap.width / density, height: bitmap.height / density });
    return { bitmap, density };
  };

  return {
    kind: 'sheets',
    count,
    size: (page) => sizes.get(page) ?? sizes.get(1) ?? letterPage,
    draw: async (page, into, drawing) => {
      const { bitmap, density } = await bitmapOf(page);
      if (!drawing.signal.aborted) into.replaceChildren(canvasOf(bitmap, density, drawing));
    },
    letters: async () => '',
    close: () => {
      for (const one of bitmaps.values()) void one.then(({ bitmap }) => bitmap.close());
      bitmaps.clear();
    },
  };
}

/** So that a scan has the size of its paper: pixels for each CSS pixel. */
export function densityOf(width: number): number {
  return width > letterPage.width ? Math.max(1, width / letterPage.width) : usualDpi / 96 / 1.5625;
}

function canvasOf(bitmap: ImageBitmap, density: number, { scale, rotation }: Drawing) {
  const canvas = document.createElement('canvas');
  const factor = (scale / density) * devicePixelRatio;
  const width = Math.round(bitmap.width * factor);
  const height = Math.round(bitmap.height * factor);
  const isAcross = rotation % 180 !== 0;
  canvas.width = isAcross ? height : width;
  canvas.height = isAcross ? width : height;
  const context = canvas.getContext('2d');
  context?.translate(canvas.width / 2, canvas.height / 2);
  context?.rotate((rotation * Math.PI) / 180);
  context?.drawImage(bitmap, -width / 2, -height / 2, width, height);
  return canvas;
}
