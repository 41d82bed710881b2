import { type Bitmap, packed } from './sample-bitmap.fixture.ts';

/** What one page of a sample PDF shows. */
export type SamplePage = { readonly words: string } | { readonly scan: Bitmap };

/** A PDF 1.4 written by hand: pages with a line of Helvetica or with a picture that fills them. */
export function pdfOf(pages: readonly SamplePage[]): Uint8Array {
  const kids = pages.map((_, index) => `${3 + index * 3} 0 R`).join(' ');
  const objects = [
    latin('<< /Type /Catalog /Pages 2 0 R >>'),
    latin(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`),
    ...pages.flatMap((page, index) => pageObjects(page, 3 + index * 3)),
  ];
  return assembled(objects);
}

function pageObjects(page: SamplePage, first: number): readonly Uint8Array[] {
  const resource =
    'words' in page ? `/Font << /F1 ${first + 2} 0 R >>` : `/XObject << /P1 ${first + 2} 0 R >>`;
  const drawing =
    'words' in page
      ? `BT /F1 18 Tf 72 700 Td (${page.words.replace(/[\\()]/g, '\\$&')}) Tj ET`
      : `q ${pointsOf(page.scan.width)} 0 0 ${pointsOf(page.scan.height)} 36 500 cm /P1 Do Q`;
  return [
    latin(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << ${resource} >> /Contents ${first + 1} 0 R >>`,
    ),
    stream('', latin(drawing)),
    'words' in page
      ? latin('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
      : stream(
          `/Type /XObject /Subtype /Image /Width ${page.scan.width} /Height ${page.scan.height} /ColorSpace /DeviceGray /BitsPerComponent 1 /Decode [1 0]`,
          packed(page.scan),
        ),
  ];
}

/** Points of so many pixels at 300 dpi. */
function pointsOf(pixels: number): number {
  return (pixels * 72) / 300;
}

function stream(entries: string, data: Uint8Array): Uint8Array {
  const head = latin(`<< ${entries} /Length ${data.length} >>\nstream\n`);
  return joined([head, data, latin('\nendstream')]);
}

function assembled(objects: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = [latin('%PDF-1.4\n')];
  const places: number[] = [];
  for (const [index, object] of objects.entries()) {
    places.push(parts.reduce((sum, part) => sum + part.length, 0));
    parts.push(latin(`${index + 1} 0 obj\n`), object, latin('\nendobj\n'));
  }
  const at = parts.reduce((sum, part) => sum + part.length, 0);
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`;
  return joined([...parts, latin(`xref\n0 ${size}\n0000000000 65535 f \n${rows}${trailer}`)]);
}

function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (unit) => unit.charCodeAt(0));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
