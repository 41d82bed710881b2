import { expect, test } from 'vitest';
import { dischargeSummary } from '../interop/ccda/discharge-summary.fixture.ts';
import { kindOf } from './kind.ts';
import { pngOf, textBitmap } from './sample-bitmap.fixture.ts';
import { pdfOf } from './sample-pdf.fixture.ts';
import { faxStrip, tiffOf } from './sample-tiff.fixture.ts';
import { decodeText } from './text.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a document is known by its bytes when the sender says nothing', () => {
  const kinds = [
    pdfOf([{ words: 'x' }]),
    tiffOf([faxStrip()]),
    pngOf(textBitmap(['A'])),
    Uint8Array.of(0xff, 0xd8, 0xff, 0xe0),
    bytes('{\\rtf1 x}'),
    bytes('<!DOCTYPE html><p>x'),
    bytes('<p>x</p>'),
    dischargeSummary(),
    bytes('{"resourceType":"Bundle","type":"document"}'),
    bytes('<Bundle xmlns="http://hl7.org/fhir"><type value="document"/></Bundle>'),
    bytes('Seen and examined.'),
    Uint8Array.of(0, 1, 2, 3),
  ].map((one) => kindOf(one, '').kind);
  expect(kinds).toEqual([
    ...['pdf', 'tiff', 'png', 'jpeg', 'rtf', 'html', 'html', 'ccda'],
    ...['fhir-document', 'fhir-document', 'text', 'unknown'],
  ]);
});

test('a declared type that the bytes contradict is noticed, and the bytes decide', () => {
  const pdf = pdfOf([{ words: 'x' }]);
  expect(kindOf(pdf, 'image/jpeg')).toEqual({
    kind: 'pdf',
    mediaType: 'application/pdf',
    isMisdeclared: true,
  });
  expect(kindOf(pdf, 'application/pdf').isMisdeclared).toBe(false);
  expect(kindOf(pdf, 'application/octet-stream').isMisdeclared).toBe(false);
  expect(kindOf(Uint8Array.of(0, 1, 2, 3), 'text/plain').isMisdeclared).toBe(true);
  expect(kindOf(bytes('<script>x</script>'), 'image/png')).toMatchObject({
    kind: 'html',
    isMisdeclared: true,
  });
});

test('text that only mentions another format stays text', () => {
  expect(kindOf(bytes('The file began with %PDF-1.4.'), 'text/plain').kind).toBe('text');
  expect(kindOf(bytes('<ClinicalDocument/>'), 'text/xml').kind).toBe('text');
  expect(kindOf(bytes('{"resourceType":"Bundle","type":"batch"}'), '').kind).toBe('text');
  expect(kindOf(bytes('{"resourceType":"Bundle","type":"document"'), '').kind).toBe('text');
});

test('a C-CDA document is known behind comments, a style sheet and a namespace prefix', () => {
  const text =
    '<?xml version="1.0"?><!-- <html> --><?xml-stylesheet href="x"?>\n<cda:ClinicalDocument xmlns:cda="urn:hl7-org:v3"/>';
  expect(kindOf(bytes(text), 'application/xml')).toEqual({
    kind: 'ccda',
    mediaType: 'text/xml',
    isMisdeclared: false,
  });
});

test('text is read by its mark, then by what the sender says, then as UTF-8, then as Windows-1252', () => {
  const marked = Uint8Array.of(0xff, 0xfe, 0x41, 0, 0xe9, 0);
  expect(decodeText(marked, 'text/plain; charset=utf-8').text).toBe('Aé');
  expect(decodeText(Uint8Array.of(0xcf), 'text/plain; charset="windows-1251"').text).toBe('П');
  expect(decodeText(bytes('é'), 'text/plain')).toMatchObject({ text: 'é', charset: 'utf-8' });
  expect(decodeText(Uint8Array.of(0x93, 0x41, 0x94), 'text/plain')).toEqual({
    text: '“A”',
    charset: 'windows-1252',
    isCharsetWrong: false,
  });
});

test('a character set that the bytes are not in is noticed', () => {
  expect(decodeText(Uint8Array.of(0x41, 0xe9), 'text/plain; charset=utf-8')).toEqual({
    text: 'Aé',
    charset: 'windows-1252',
    isCharsetWrong: true,
  });
  expect(decodeText(bytes('A'), 'text/plain; charset=no-such-set').text).toBe('A');
});
