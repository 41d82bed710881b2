import { degrees, PDFDocument, rgb, StandardFonts } from '@cantoo/pdf-lib';

const [width, height, margin, size, leading] = [612, 792, 56, 10.5, 14] as const;
const longest = 92;

/** A printed sheet: letter paper, a serif face, lines broken between words. The same text gives the same bytes. */
export async function pdfOf(
  text: string,
  {
    isFaint = false,
  }: {
    /** Fed askew under a lamp that is going out: nobody can read it. */ readonly isFaint?: boolean;
  } = {},
): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const font = await pdf.embedFont(StandardFonts.TimesRoman);
  const lines = text.split('\n').flatMap(broken);
  const perPage = Math.floor((height - 2 * margin) / leading);
  for (let from = 0; from < lines.length; from += perPage) {
    const page = pdf.addPage([width, height]);
    for (const [n, line] of lines.slice(from, from + perPage).entries())
      page.drawText(line, {
        x: margin,
        y: height - margin - n * leading,
        size,
        font,
        ...(isFaint ? faint : {}),
      });
  }
  return pdf.save({ useObjectStreams: false });
}

const faint = { color: rgb(0.93, 0.93, 0.93), rotate: degrees(7) };

function broken(line: string): string[] {
  const rows: string[] = [''];
  for (const word of line.split(' ')) {
    const last = rows[rows.length - 1] ?? '';
    if (last.length + word.length + 1 > longest) rows.push(word);
    else rows[rows.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return rows;
}
