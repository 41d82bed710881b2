import { expect, test } from 'vitest';
import { readDocument } from './read-document.ts';

const rtf = (body: string): Uint8Array => Uint8Array.from(body, (unit) => unit.charCodeAt(0));
const read = (body: string) => readDocument(rtf(body), 'application/rtf');

test('accents, Unicode and the code page of a font are read', async () => {
  const body = String.raw`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 Gothic;}}
\f0 Caf\'e9 \u8364?20 \u-10179?\u-8704? {\f1\'cf\'f0} {\f2\'93\'fa} \uc2\u960\'70\'69 end\par}`;
  expect((await read(body)).text).toBe('Café €20 😀 Пр 日 π end');
});

test('paragraphs, bold, italic and tables are shown; pictures, fields and notes of the editor are not', async () => {
  const body = String.raw`{\rtf1{\info{\author Nobody}}{\*\generator Ours;}\pard\b Summary\b0\par
{\pict\pngblip 89504e47}{\field{\*\fldinst HYPERLINK "x"}{\fldrslt shown}} {\v hidden}{\i it}\line next\par
\trowd\intbl Drug\cell Dose\cell\row\trowd\intbl Aspirin\cell 81\cell\row\pard after\par}`;
  const { html, text, problems } = await read(body);
  expect(html).toBe(
    '<p><b>Summary</b></p>\n<p>shown <i>it</i><br />next</p>\n<table><tbody><tr><td>Drug</td><td>Dose</td></tr><tr><td>Aspirin</td><td>81</td></tr></tbody></table>\n<p>after</p>',
  );
  expect(text).toContain('Drug\tDose');
  expect(problems).toEqual([]);
});

test('markup in an RTF file is words, not markup', async () => {
  const { html } = await read('{\\rtf1 <script>alert(1)</script>\\par}');
  expect(html).toBe('<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>');
});

test('embedded bytes are passed over however many they claim to be', async () => {
  expect((await read('{\\rtf1 a\\bin3 }}}b}')).text).toBe('ab');
  const claim = await read('{\\rtf1 a\\bin4000000000 x}');
  expect(claim.text).toBe('a');
  expect(claim.problems[0]).toMatch(/ends in the middle/);
});

test('groups nested beyond any writer are refused as damage', async () => {
  const { text, problems } = await read(`{\\rtf1${'{x'.repeat(5000)}`);
  expect(text).toBeNull();
  expect(problems[0]).toMatch(/damaged/);
});
