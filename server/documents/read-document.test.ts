import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { Refusal } from '../../engine/errors.ts';
import { dischargeSummary } from '../interop/ccda/discharge-summary.fixture.ts';
import { readDocument } from './read-document.ts';
import { renderPage } from './render-page.ts';
import { packed, pngOf, textBitmap } from './sample-bitmap.fixture.ts';
import { pdfOf } from './sample-pdf.fixture.ts';
import { faxStrip, stripOf, tiffOf } from './sample-tiff.fixture.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const page = textBitmap(['DISCHARGE SUMMARY'], 4);

test('HTML is shown without scripts, handlers, styles, forms, frames and pictures', async () => {
  const hostile = `<!doctype html><html><head><title>t</title><style>p{background:url(http://x)}</style></head>
<body onload="a()"><p style="color:red" onclick="b()">Words &amp; <b>bold</b></p><script>alert(1)</script>
<img src="http://x/y.png" onerror="c()"><iframe src="//x"></iframe><form action="/x"><input value="v"></form>
<svg><script>d()</script></svg><table><tr><td colspan="2" bgcolor="red">cell</td></tr></table></body></html>`;
  const { html, text, problems } = await readDocument(bytes(hostile), 'text/html');
  expect(html).toContain('<p>Words &amp; <b>bold</b></p>');
  expect(html).toContain('<td colspan="2">cell</td>');
  expect(html).not.toMatch(
    /script|style|onclick|onload|onerror|img|iframe|form|input|svg|http|alert/,
  );
  expect(text).toBe('Words & bold\n\ncell');
  expect(problems[0]).toMatch(/Pictures .* not shown/);
});

test('links lead only over http, https and mailto, and tell the other side nothing', async () => {
  const links =
    '<p><a href="https://a.example/">a</a><a href="javascript:x()">b</a><a href="data:text/html,x">c</a><a href="//d">d</a><a href="mailto:e@f.example">e</a></p>';
  const { html } = await readDocument(bytes(links), 'text/html');
  expect(html?.match(/href="[^"]*"/g)).toEqual([
    'href="https://a.example/"',
    'href="mailto:e@f.example"',
  ]);
  expect(html?.match(/<a href="[^"]*" rel="noopener noreferrer"/g)).toHaveLength(2);
});

test('a PDF gives its pages and the words of its text layer', async () => {
  const pdf = pdfOf([{ words: 'Discharged in good condition' }, { words: 'Second page (signed)' }]);
  expect(await readDocument(pdf, 'application/pdf')).toEqual({
    kind: 'pdf',
    mediaType: 'application/pdf',
    text: 'Discharged in good condition\n\nSecond page (signed)',
    html: null,
    pages: 2,
    needsOcr: false,
    problems: [],
  });
});

test('a PDF page that is a picture needs OCR, and the words of the others are there already', async () => {
  const pdf = pdfOf([{ words: 'Cover sheet of the scanned chart' }, { scan: page }]);
  const read = await readDocument(pdf, 'application/pdf');
  expect(read.needsOcr).toBe(true);
  expect(read.text).toBe('Cover sheet of the scanned chart');
});

test('a PDF that is cut off or no PDF at all has a problem and no text', async () => {
  const whole = pdfOf([{ words: 'Words on the page' }]);
  const noise = bytes('%PDF-1.7\nnothing of the kind');
  expect((await readDocument(noise, 'application/pdf')).problems[0]).toMatch(/damaged/);
  const half = await readDocument(whole.slice(0, 120), 'application/pdf');
  expect(half.text).toBeNull();
  expect(half.problems.length).toBeGreaterThan(0);
});

test('a page of a PDF becomes a picture as fine as wanted, and no larger than fits', async () => {
  const pdf = pdfOf([{ words: 'x' }]);
  const { width, height } = decode(await renderPage(pdf, { page: 1, dpi: 72 }));
  expect([width, height]).toEqual([612, 792]);
  const huge = decode(await renderPage(pdf, { page: 1, dpi: 100_000 }));
  expect(huge.width * huge.height).toBeLessThan(26_000_000);
  await expect(renderPage(pdf, { page: 2, dpi: 72 })).rejects.toThrow(/no page 2/);
  await expect(renderPage(bytes('text'), { page: 1, dpi: 72 })).rejects.toThrow(Refusal);
});

test('TIFF pages are unpacked whether plain, LZW, PackBits or fax', async () => {
  const tiff = tiffOf([stripOf(page, 1), stripOf(page, 5), stripOf(page, 32773), faxStrip()]);
  expect(await readDocument(tiff, 'image/tiff')).toMatchObject({
    text: null,
    pages: 4,
    needsOcr: true,
    problems: [],
  });
  const ink = async (number: number): Promise<number> => {
    const { data, channels } = decode(await renderPage(tiff, { page: number, dpi: 0 }));
    expect(channels).toBe(1);
    return data.filter((value) => value === 0).length;
  };
  const drawn = page.ink.filter((dot) => dot === 1).length;
  expect([await ink(1), await ink(2), await ink(3), await ink(4)]).toEqual([
    drawn,
    drawn,
    drawn,
    64,
  ]);
});

test('a TIFF that claims a picture of a billion dots, or pages in a ring, is refused before it is unpacked', async () => {
  const vast = tiffOf([{ ...stripOf(page, 1), width: 60_000, height: 60_000 }]);
  expect((await readDocument(vast, 'image/tiff')).problems[0]).toMatch(/larger than can be read/);
  const ring = tiffOf([stripOf(page, 1)]);
  new DataView(ring.buffer).setUint32(8 + 2 + 8 * 12, 8, true);
  expect((await readDocument(ring, 'image/tiff')).problems[0]).toMatch(/damaged/);
});

test('a picture that claims more dots than a scan has is refused, and one without a size', async () => {
  const png = pngOf(page);
  expect(await readDocument(png, 'image/png')).toMatchObject({ pages: 1, needsOcr: true });
  const vast = png.slice();
  new DataView(vast.buffer).setUint32(16, 100_000);
  new DataView(vast.buffer).setUint32(20, 100_000);
  expect((await readDocument(vast, 'image/png')).problems[0]).toMatch(/larger than can be read/);
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 100, 0, 50, 1, 1, 0x11, 0);
  expect(await readDocument(jpeg, 'image/jpeg')).toMatchObject({ pages: 1, problems: [] });
  const cut = await readDocument(jpeg.slice(0, 5), 'image/jpeg');
  expect(cut.problems[0]).toMatch(/damaged/);
});

test('a C-CDA document is shown by its sections, and its machine half is not', async () => {
  const { html, text } = await readDocument(dischargeSummary(), 'text/xml');
  expect(html).toContain('<h3>Hospital Course</h3>');
  expect(html).toContain('<caption>Values</caption>');
  expect(html).toContain('<i><b>no complications</b></i>');
  expect(html).not.toMatch(/machine half|javascript|onclick/);
  expect(text).toContain('WBC\t14\thigh');
});

test('a C-CDA envelope is read as what it holds, and one that only points elsewhere says so', async () => {
  const inside = Buffer.from(pdfOf([{ words: 'Words in the envelope' }])).toString('base64');
  const body = (text: string): Uint8Array =>
    dischargeSummary({ body: `<component><nonXMLBody>${text}</nonXMLBody></component>` });
  const held = `<text mediaType="application/pdf" representation="B64">${inside}</text>`;
  expect(await readDocument(body(held), 'text/xml')).toMatchObject({
    kind: 'ccda',
    text: 'Words in the envelope',
    pages: 1,
  });
  const { width } = decode(await renderPage(body(held), { page: 1, dpi: 72 }));
  expect(width).toBe(612);
  const pointing = '<text mediaType="application/pdf"><reference value="x.pdf"/></text>';
  const { text, problems } = await readDocument(body(pointing), 'text/xml');
  expect(text).toBeNull();
  expect(problems[0]).toMatch(/points to its content elsewhere/);
});

test('envelopes within envelopes are opened twice and no more', async () => {
  const wrap = (inner: Uint8Array): Uint8Array =>
    dischargeSummary({
      body: `<component><nonXMLBody><text mediaType="text/xml" representation="B64">${Buffer.from(inner).toString('base64')}</text></nonXMLBody></component>`,
    });
  const four = wrap(wrap(wrap(wrap(bytes('deep')))));
  expect((await readDocument(four, 'text/xml')).problems[0]).toMatch(/another file/);
  expect((await readDocument(wrap(bytes('near')), 'text/xml')).text).toBe('near');
});

const narrative = '<div xmlns="http://www.w3.org/1999/xhtml"><p onclick="x()">Went home.</p></div>';

test('a FHIR document is shown by the narrative of its sections, from JSON and XML alike', async () => {
  const composition = {
    resourceType: 'Composition',
    title: 'Discharge',
    text: { div: '<div>all of it again</div>' },
    section: [{ title: 'Course', text: { div: narrative }, section: [{ title: 'Labs' }] }],
  };
  const json = { resourceType: 'Bundle', type: 'document', entry: [{ resource: composition }] };
  const xml = `<Bundle xmlns="http://hl7.org/fhir"><type value="document"/><entry><resource><Composition><title value="Discharge"/>
<section><title value="Course"/><text>${narrative}</text><section><title value="Labs"/></section></section></Composition></resource></entry></Bundle>`;
  for (const one of [JSON.stringify(json), xml]) {
    const { kind, text, html } = await readDocument(bytes(one), 'application/fhir+json');
    expect(kind).toBe('fhir-document');
    expect(text).toBe('Discharge\n\nCourse\n\nWent home.\n\nLabs');
    expect(html).not.toContain('onclick');
  }
});

test('a FHIR document without a Composition has a problem that says what to do', async () => {
  const json = '{"resourceType":"Bundle","type":"document","entry":[]}';
  const { text, problems } = await readDocument(bytes(json), 'application/fhir+json');
  expect(text).toBeNull();
  expect(problems[0]).toMatch(/must begin with its Composition/);
});

test('what cannot be read is kept with a problem that names no word of it', async () => {
  expect((await readDocument(new Uint8Array(0), '')).problems[0]).toMatch(/empty/);
  const unknown = await readDocument(packed(page), 'application/x-secret-of-Ann-Roe/../x');
  expect(unknown.problems.join(' ')).not.toContain('ann-roe');
  const lie = await readDocument(bytes('Ann Roe'), 'image/png');
  expect(lie.text).toBe('Ann Roe');
  expect(lie.problems).toEqual([
    'The sender declared image/png, but the content is text. It was read as what it is.',
  ]);
});
