import { Refusal } from '../../engine/errors.ts';
import { problems } from './problems.ts';
import { labelOfCodePage, labelOfFontCharset, textOfBytes } from './rtf-charset.ts';
import { type RtfPage, type RunStyle, rtfPage } from './rtf-page.ts';
import { type RtfToken, rtfTokens } from './rtf-token.ts';

/** The markup of an RTF file, not yet sanitised, and whether the file ends where it should. */
export interface RtfMarkup {
  readonly markup: string;
  readonly isWhole: boolean;
}

/** What a group keeps to itself: it ends with its closing brace. */
interface Group extends RunStyle {
  readonly place: 'text' | 'fonts' | 'nowhere';
  readonly isHidden: boolean;
  readonly isInTable: boolean;
  readonly label: string;
  /** How many characters after `\u` stand in for it in old readers. */
  readonly fallback: number;
}

/** Destinations whose words are no text of the document. Headers and footers are text. */
const nowhere =
  /^(colortbl|stylesheet|info|pict|object|objdata|themedata|datastore|listtable|listoverridetable|revtbl|rsidtbl|generator|xmlnstbl|fldinst|bkmkstart|bkmkend|filetbl|latentstyles|nonshppict|template|mmathPr|pntext|pntxtb|pntxta|listtext|xe|tc|private1)$/;

/** Optional destinations (`\*`) that hold text all the same. */
const shown = /^(shppict|shptxt|background|footnote|annotation|shpinst)$/;

const characters: Readonly<Record<string, string>> = {
  tab: '\u2003',
  emdash: '\u2014',
  endash: '\u2013',
  emspace: '\u2003',
  enspace: '\u2002',
  bullet: '\u2022',
  lquote: '\u2018',
  rquote: '\u2019',
  ldblquote: '\u201c',
  rdblquote: '\u201d',
};

/** Word itself writes no more than a few dozen groups within each other. */
const deepest = 1_000;

/** What is known while the tokens go by. */
interface Reading {
  readonly page: RtfPage;
  readonly outer: Group[];
  readonly fonts: Map<number, string | null>;
  group: Group;
  /** The decoder of fonts that name no character set. */
  label: string;
  /** The font being defined in the font table. */
  font: number;
  isOptional: boolean;
  /** How many characters still stand in for a `\u` that was read. */
  skip: number;
  /** Bytes not yet decoded: a character may take several, each a token of its own. */
  pending: string;
}

/**
 * Reads RTF as text, bold, italic, underlined and tables; pictures and objects are passed over.
 * Made for transcription systems: Rich Text Format Specification 1.9.1. The tokeniser is our own,
 * for that of `rtf-stream-parser` makes as much room as `\bin` asks for.
 */
export function rtfMarkup(bytes: Uint8Array): RtfMarkup {
  const reading: Reading = {
    page: rtfPage(),
    outer: [],
    fonts: new Map(),
    group: start,
    label: start.label,
    font: 0,
    isOptional: false,
    skip: 0,
    pending: '',
  };
  for (const token of rtfTokens(latin1(bytes))) take(reading, token);
  flush(reading);
  return { markup: reading.page.markup(), isWhole: reading.outer.length === 0 };
}

function latin1(bytes: Uint8Array): string {
  // Not TextDecoder('latin1'), which the web's standard turned into Windows-1252.
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function take(reading: Reading, token: RtfToken): void {
  const { isOptional } = reading;
  reading.isOptional = false;
  switch (token.kind) {
    case 'open':
      flush(reading);
      if (reading.outer.length >= deepest) throw new Refusal('invalid-input', problems.damaged);
      reading.outer.push(reading.group);
      reading.skip = 0;
      return;
    case 'close':
      flush(reading);
      reading.group = reading.outer.pop() ?? start;
      reading.skip = 0;
      return;
    case 'word':
      if (reading.skip > 0 && token.word !== 'u') reading.skip -= 1;
      takeWord(reading, token.word, token.param, isOptional);
      return;
    case 'symbol':
      takeSymbol(reading, token.symbol);
      return;
    case 'bytes':
      takeBytes(reading, token.bytes);
      return;
  }
}

function takeWord(reading: Reading, word: string, param: number | null, isOptional: boolean): void {
  const character = characters[word];
  if (word === 'fonttbl') change(reading, { place: 'fonts' });
  else if (nowhere.test(word) || (isOptional && !shown.test(word)))
    change(reading, { place: 'nowhere' });
  else if (reading.group.place === 'fonts') takeFontWord(reading, word, param ?? 0);
  else if (word === 'u') takeUnicode(reading, param ?? 0);
  else if (character !== undefined) write(reading, character);
  else if (!takeBreak(reading, word)) takeFormat(reading, word, param);
}

function takeFontWord(reading: Reading, word: string, param: number): void {
  if (word === 'f') reading.font = param;
  if (word === 'fcharset') reading.fonts.set(reading.font, labelOfFontCharset(param));
}

function takeUnicode(reading: Reading, param: number): void {
  write(reading, String.fromCharCode(param & 0xffff));
  reading.skip = reading.group.fallback;
}

/** Ends of lines, paragraphs, cells and rows. False for any other word. */
function takeBreak(reading: Reading, word: string): boolean {
  const { page, group } = reading;
  if (!isShown(group)) return false;
  flush(reading);
  switch (word) {
    case 'par':
    case 'sect':
    case 'page':
      page.endParagraph(group.isInTable);
      return true;
    case 'line':
    case 'softline':
    case 'nestrow':
      page.endLine();
      return true;
    case 'cell':
      page.endCell();
      return true;
    case 'nestcell':
      page.write(' \u2003', group);
      return true;
    case 'row':
      page.endRow();
      return true;
    default:
      return false;
  }
}

function takeFormat(reading: Reading, word: string, param: number | null): void {
  const style = styleOf(word, param !== 0);
  if (style) change(reading, style);
  else if (word === 'pard') change(reading, { isInTable: false });
  else if (word === 'intbl') change(reading, { isInTable: true });
  else if (word === 'f') change(reading, { label: reading.fonts.get(param ?? 0) ?? reading.label });
  else if (word === 'uc') change(reading, { fallback: Math.min(Math.max(param ?? 1, 0), 8) });
  else if (word === 'ansicpg' || word === 'mac') {
    reading.label = labelOfCodePage(word === 'mac' ? 10000 : (param ?? 1252));
    change(reading, { label: reading.label });
  }
}

function takeSymbol(reading: Reading, symbol: string): void {
  if (symbol === '*') reading.isOptional = true;
  else if (symbol === '~') write(reading, '\u00a0');
  else if (symbol === '_') write(reading, '\u2011');
  else if (symbol === '\n' || symbol === '\r') takeBreak(reading, 'par');
  else if ('\\{}'.includes(symbol)) takeBytes(reading, symbol);
}

function takeBytes(reading: Reading, bytes: string): void {
  const passed = Math.min(reading.skip, bytes.length);
  reading.skip -= passed;
  if (isShown(reading.group)) reading.pending += bytes.slice(passed);
}

function flush(reading: Reading): void {
  const { pending, group, page } = reading;
  reading.pending = '';
  if (pending !== '') page.write(textOfBytes(pending, group.label), group);
}

function change(reading: Reading, part: Partial<Group>): void {
  flush(reading);
  reading.group = { ...reading.group, ...part };
}

function write(reading: Reading, text: string): void {
  if (!isShown(reading.group)) return;
  flush(reading);
  reading.page.write(text, reading.group);
}

function isShown({ place, isHidden }: Group): boolean {
  return place === 'text' && !isHidden;
}

function styleOf(word: string, isOn: boolean): Partial<Group> | null {
  switch (word) {
    case 'b':
      return { isBold: isOn };
    case 'i':
      return { isItalic: isOn };
    case 'ul':
      return { isUnderlined: isOn };
    case 'ulnone':
      return { isUnderlined: false };
    case 'v':
    case 'deleted':
      return { isHidden: isOn };
    case 'plain':
      return { isBold: false, isItalic: false, isUnderlined: false, isHidden: false };
    default:
      return null;
  }
}

const start: Group = {
  place: 'text',
  isBold: false,
  isItalic: false,
  isUnderlined: false,
  isHidden: false,
  isInTable: false,
  label: 'windows-1252',
  fallback: 1,
};
