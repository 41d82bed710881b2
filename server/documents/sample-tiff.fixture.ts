import { type Bitmap, packed } from './sample-bitmap.fixture.ts';

/** One page as it stands in the file: how it is packed, and the packed bytes. */
export interface TiffStrip {
  readonly width: number;
  readonly height: number;
  /** 1 none, 4 CCITT G4, 5 LZW, 32773 PackBits. */
  readonly compression: number;
  readonly data: Uint8Array;
}

/** A page of this bitmap, packed. */
export function stripOf(bitmap: Bitmap, compression: 1 | 5 | 32773): TiffStrip {
  const { width, height } = bitmap;
  const bytes = packed(bitmap);
  const data = compression === 1 ? bytes : compression === 5 ? lzw(bytes) : packBits(bytes);
  return { width, height, compression, data };
}

/** 24 × 8 pixels with a black bar in the middle, written bit by bit from the tables of ITU-T T.6. */
export function faxStrip(): TiffStrip {
  // Horizontal mode, eight white, eight black, then the end of the line where it was: white above.
  const first = `001${'10011'}${'000101'}1`;
  // The same changes as in the line above: three times "vertical, none aside".
  const bits = `${first}${'111'.repeat(7)}${'000000000001'.repeat(2)}`;
  return { width: 24, height: 8, compression: 4, data: fromBits(bits) };
}

/** A little-endian TIFF 6.0 with a directory for each page. */
export function tiffOf(strips: readonly TiffStrip[]): Uint8Array {
  const entries = 8;
  const directory = 2 + entries * 12 + 4;
  const bytes = new Uint8Array(
    8 + strips.reduce((sum, { data }) => sum + directory + data.length, 0),
  );
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0, 8]);
  let at = 8;
  for (const [index, { width, height, compression, data }] of strips.entries()) {
    const dataAt = at + directory;
    const values = [
      [256, width],
      [257, height],
      [258, 1],
      [259, compression],
      [262, 0],
      [273, dataAt],
      [278, height],
      [279, data.length],
    ];
    view.setUint16(at, entries, true);
    for (const [place, [tag = 0, value = 0]] of values.entries()) {
      const entry = at + 2 + place * 12;
      view.setUint16(entry, tag, true);
      view.setUint16(entry + 2, 4, true);
      view.setUint32(entry + 4, 1, true);
      view.setUint32(entry + 8, value, true);
    }
    bytes.set(data, dataAt);
    at = dataAt + data.length;
    view.setUint32(dataAt - 4, index < strips.length - 1 ? at : 0, true);
  }
  return bytes;
}

/** Literal runs alone: legal, if not small. */
function packBits(bytes: Uint8Array): Uint8Array {
  const parts: number[] = [];
  for (let at = 0; at < bytes.length; at += 128) {
    const run = bytes.subarray(at, at + 128);
    parts.push(run.length - 1, ...run);
  }
  return Uint8Array.from(parts);
}

/** Nine-bit literals, with the table cleared before ten bits would be needed. */
function lzw(bytes: Uint8Array): Uint8Array {
  const codes: number[] = [];
  for (const [index, byte] of bytes.entries()) {
    if (index % 200 === 0) codes.push(256);
    codes.push(byte);
  }
  return fromBits([...codes, 257].map((code) => code.toString(2).padStart(9, '0')).join(''));
}

function fromBits(bits: string): Uint8Array {
  const groups = bits.match(/.{1,8}/g) ?? [];
  return Uint8Array.from(groups, (group) => Number.parseInt(group.padEnd(8, '0'), 2));
}
