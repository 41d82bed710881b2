import { createRequire } from 'node:module';
import { encode } from 'fast-png';
import type { IFD } from 'utif2';
import { Refusal } from '../../engine/errors.ts';
import { problems } from './problems.ts';
import { tiffPages } from './tiff-directory.ts';

// Its exports are made at run time, so an import by name finds none of them.
const utif = createRequire(import.meta.url)('utif2') as typeof import('utif2');

/** Unpacks one page of a TIFF (CCITT G3 and G4, LZW, PackBits, deflate, JPEG) as PNG; the first page is 1. */
export function renderTiffPage(bytes: Uint8Array, page: number): Uint8Array {
  if (tiffPages(bytes)[page - 1] === undefined)
    throw new Refusal('not-found', `The document has no page ${page} that can be shown.`);
  const picture = unpacked(bytes.slice().buffer, page);
  const pixels = picture.rgba;
  const { width, height } = picture;
  if (pixels.length < width * height * 4) throw new Refusal('invalid-input', problems.damaged);
  return encode({ width, height, ...channels(pixels, picture.isBilevel), depth: 8 });
}

interface Unpacked {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
  readonly isBilevel: boolean;
}

/** Whatever the unpacker throws, it throws for what stands in the file. */
function unpacked(buffer: ArrayBuffer, page: number): Unpacked {
  try {
    const picture = utif.decode(buffer).filter(({ t256 }) => t256 !== undefined)[page - 1] as IFD;
    utif.decodeImage(buffer, picture);
    const { width, height } = picture;
    return { width, height, rgba: utif.toRGBA8(picture), isBilevel: isBilevel(picture) };
  } catch {
    throw new Refusal('invalid-input', problems.damaged);
  }
}

function isBilevel({ t258 }: IFD): boolean {
  return t258 === undefined || (Array.isArray(t258) && t258.length === 1 && Number(t258[0]) === 1);
}

/** A fax page has one channel: a third of the size, and all that reading it needs. */
function channels(rgba: Uint8Array, isGrey: boolean): { data: Uint8Array; channels: number } {
  const kept = isGrey ? 1 : 3;
  const data = new Uint8Array((rgba.length / 4) * kept);
  for (let from = 0, to = 0; from < rgba.length; from += 4)
    for (let channel = 0; channel < kept; channel += 1) data[to++] = rgba[from + channel] ?? 0;
  return { data, channels: kept };
}
