import { Refusal } from '../../engine/errors.ts';
import { mostPixels } from './page-limits.ts';
import { problems } from './problems.ts';

/** Width and height in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The size of a PNG or JPEG, read from its header.
 * @throws Refusal `too-large` for one that claims more pixels than a scan has, so that nothing unpacks it
 */
export function pictureSize(bytes: Uint8Array, kind: 'png' | 'jpeg'): PictureSize {
  const size = kind === 'png' ? pngSize(bytes) : jpegSize(bytes);
  if (size === null || size.width === 0 || size.height === 0)
    throw new Refusal('invalid-input', problems.damaged);
  if (size.width * size.height > mostPixels) throw new Refusal('too-large', problems.tooLarge);
  return size;
}

function pngSize(bytes: Uint8Array): PictureSize | null {
  if (bytes.length < 33) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** The first frame header (SOF) among the segments, ITU-T T.81 annex B. */
function jpegSize(bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    else if (marker >= 0xd0 && marker <= 0xd8) at += 2;
    else at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return null;
}
