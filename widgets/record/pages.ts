/** In CSS pixels at 100 %, before it is turned. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

export type Rotation = 0 | 90 | 180 | 270;

export interface Drawing {
  readonly scale: number;
  readonly rotation: Rotation;
  /** A small picture, without words that could be marked. */
  readonly isThumbnail: boolean;
  readonly signal: AbortSignal;
}

/** A document as pages, whatever it came as. Numbers begin with 1. */
export interface Pages {
  /** `flow` is one page as long as its words are; `words` is that of a document whose pages are pictures. */
  readonly kind: 'flow' | 'sheets';
  readonly count: number;
  /** Of the page when it is known, else what is likely. */
  size(page: number): PageSize;
  /** Draws a page into an element. Its words, if it has any, become text nodes inside `[data-words]`. */
  draw(page: number, into: HTMLElement, drawing: Drawing): Promise<void>;
  /** The letters of a page, drawn or not. */
  letters(page: number): Promise<string>;
  close(): void;
}

/** A page turned by quarters. */
export function turned({ width, height }: PageSize, rotation: Rotation): PageSize {
  return rotation % 180 === 0 ? { width, height } : { width: height, height: width };
}
