import { Refusal } from '../../engine/errors.ts';
import { mostPixels } from './page-limits.ts';
import { problems } from './problems.ts';

/** One page of a TIFF as its directory describes it. */
export interface TiffPage {
  readonly width: number;
  readonly height: number;
}

const mostDirectories = 2_000;
const widthTag = 256;
const heightTag = 257;
const bitsTag = 258;
const bytesOf: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4 };

/**
 * The pages of a TIFF 6.0 file, read from its directories alone. The unpacker trusts them: it would
 * follow a ring of directories for ever and make room for any size, so both are refused here.
 */
export function tiffPages(bytes: Uint8Array): readonly TiffPage[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = bytes[0] === 0x49;
  if (bytes.length < 8 || view.getUint16(2, isLittle) !== 42) throw damaged();
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  let at = view.getUint32(4, isLittle);
  while (at !== 0) {
    if (seen.has(at) || seen.size >= mostDirectories || at + 2 > bytes.length) throw damaged();
    seen.add(at);
    const end = at + 2 + view.getUint16(at, isLittle) * 12;
    if (end > bytes.length) throw damaged();
    const page = pageAt(view, at, isLittle);
    if (page) pages.push(page);
    at = end + 4 <= bytes.length ? view.getUint32(end, isLittle) : 0;
  }
  return pages;
}

/** Null for a directory that describes no picture. */
function pageAt(view: DataView, at: number, isLittle: boolean): TiffPage | null {
  const width = numberOf(view, at, widthTag, isLittle);
  const height = numberOf(view, at, heightTag, isLittle);
  if (width === null || height === null) return null;
  if (width === 0 || height === 0) throw damaged();
  if (width * height > mostPixels) throw new Refusal('too-large', problems.tooLarge);
  if ((numberOf(view, at, bitsTag, isLittle) ?? 1) > 64) throw damaged();
  return { width, height };
}

function numberOf(view: DataView, at: number, tag: number, isLittle: boolean): number | null {
  const count = view.getUint16(at, isLittle);
  for (let entry = at + 2; entry < at + 2 + count * 12; entry += 12) {
    if (view.getUint16(entry, isLittle) !== tag) continue;
    const size = bytesOf[view.getUint16(entry + 2, isLittle)];
    if (size === undefined || view.getUint32(entry + 4, isLittle) !== 1) return null;
    if (size === 1) return view.getUint8(entry + 8);
    return size === 2 ? view.getUint16(entry + 8, isLittle) : view.getUint32(entry + 8, isLittle);
  }
  return null;
}

function damaged(): Refusal {
  return new Refusal('invalid-input', problems.damaged);
}
