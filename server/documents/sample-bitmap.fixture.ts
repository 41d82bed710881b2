import { encode } from 'fast-png';

/** A page of black and white: one byte for each pixel, 1 is ink. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly ink: Uint8Array;
}

/** Five columns for each letter, the lowest bit on top: our own 5×7 capitals. */
const font: Readonly<Record<string, string>> = {
  A: '7e1111117e',
  B: '7f49494936',
  C: '3e41414122',
  D: '7f4141221c',
  E: '7f49494941',
  F: '7f09090901',
  G: '3e4149497a',
  H: '7f0808087f',
  I: '00417f4100',
  L: '7f40404040',
  M: '7f020c027f',
  N: '7f0408107f',
  O: '3e4141413e',
  P: '7f09090906',
  R: '7f09192946',
  S: '4649494931',
  T: '01017f0101',
  U: '3f4040403f',
  Y: '0708700807',
  ' ': '0000000000',
};

/** Lines of capitals as a scanner would see them. */
export function textBitmap(lines: readonly string[], scale = 6): Bitmap {
  const margin = 10 * scale;
  const columns = Math.max(...lines.map((line) => line.length)) * 6;
  const width = columns * scale + 2 * margin;
  const height = lines.length * 12 * scale + 2 * margin;
  const ink = new Uint8Array(width * height);
  for (const [row, line] of lines.entries())
    for (const [place, letter] of [...line].entries())
      for (let column = 0; column < 5; column += 1) {
        const bits = Number.parseInt(font[letter]?.slice(column * 2, column * 2 + 2) ?? '00', 16);
        for (let bit = 0; bit < 7; bit += 1) {
          if ((bits & (1 << bit)) === 0) continue;
          const left = margin + (place * 6 + column) * scale;
          const top = margin + (row * 12 + bit) * scale;
          for (let y = top; y < top + scale; y += 1)
            ink.fill(1, y * width + left, y * width + left + scale);
        }
      }
  return { width, height, ink };
}

/** The bitmap as a grey PNG. */
export function pngOf({ width, height, ink }: Bitmap): Uint8Array {
  const data = ink.map((dot) => (dot === 1 ? 0 : 255));
  return encode({ width, height, data, channels: 1, depth: 8 });
}

/** Rows of bits, each begun with a new byte; 1 is ink. */
export function packed({ width, height, ink }: Bitmap): Uint8Array {
  const stride = Math.ceil(width / 8);
  const bytes = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      if (ink[y * width + x] === 1) {
        const at = y * stride + (x >> 3);
        bytes[at] = (bytes[at] ?? 0) | (0x80 >> (x & 7));
      }
  return bytes;
}
