/** The most pixels that one page may have: A3 at 600 dpi. A picture that claims more is refused before it is unpacked. */
export const mostPixels = 70_000_000;

/** The most pixels that we render ourselves: A4 at 300 dpi is 8.7 million. */
const mostRendered = 25_000_000;

/** The scale wanted, or less for a page so large that its picture would not fit. */
export function scaleFor(
  { width, height }: { readonly width: number; readonly height: number },
  wanted: number,
): number {
  const fits = Math.sqrt(mostRendered / Math.max(1, width * height));
  const side = 16_000 / Math.max(1, width, height);
  return Math.max(0.001, Math.min(wanted, fits, side));
}
