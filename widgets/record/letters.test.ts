import { expect } from '@open-wc/testing';
import { fragmentOf, lineBoxes, turnedBox, unturnedBox } from './boxes.ts';
import { compareTexts } from './compare.ts';
import { findAll, folded, lettersOf, locate, passageOf } from './letters.ts';
import { rowFrom } from './list-keys.ts';
import { type ListRow, listRows, type RowWords } from './list-order.ts';
import { placesOf, rowsInView } from './list-window.ts';
import { rangeOf } from './page-range.ts';
import type { ChartDocument } from './record-calls.ts';

const pages = ['The patient was stable. The', 'patient was well.'].map(lettersOf);

describe('letters without white space', () => {
  it('find words however a page breaks them, in any case', () => {
    expect(findAll(pages, 'PATIENT  was')).to.deep.equal([
      { page: 1, start: 3, end: 13 },
      { page: 2, start: 0, end: 10 },
    ]);
    expect(findAll(pages, ' ')).to.deep.equal([]);
    expect(findAll(['aaaa'], 'aa')).to.have.length(2);
  });

  it('keep their places when they are made small', () => {
    expect(folded('İSTANBUL')).to.have.length('İSTANBUL'.length);
  });

  it('tell a passage from its likes by what stands around it', () => {
    const quote = { exact: 'patient was', prefix: 'stable. The ', suffix: ' well' };
    expect(locate(pages, quote)).to.deep.equal([{ page: 2, start: 0, end: 10 }]);
    expect(locate(pages, { exact: 'patient is' })).to.equal(null);
  });

  it('lie on two pages where a passage goes over the end of one', () => {
    expect(locate(pages, { exact: 'The patient was well' })).to.deep.equal([
      { page: 1, start: 20, end: 23 },
      { page: 2, start: 0, end: 14 },
    ]);
  });

  it('give the passage of a text with its white space back', () => {
    const text = 'One  two\nthree';
    expect(passageOf(text, 3, 11)).to.deep.equal({ start: 5, end: text.length });
  });

  it('are found again among text nodes', () => {
    const page = document.createElement('div');
    page.append('The ', document.createElement('b'), ' end');
    page.querySelector('b')?.append('pat', 'ient');
    expect(String(rangeOf(page, { page: 1, start: 3, end: 10 }))).to.equal('patient');
    expect(String(rangeOf(page, { page: 1, start: 10, end: 13 }))).to.equal('end');
    expect(rangeOf(page, { page: 1, start: 10, end: 14 })).to.equal(null);
  });
});

describe('boxes', () => {
  it('turn with their page and back', () => {
    const box = { x: 10, y: 20, width: 30, height: 5 };
    expect(turnedBox(box, 90)).to.deep.equal({ x: 75, y: 10, width: 5, height: 30 });
    for (const rotation of [0, 90, 180, 270] as const)
      expect(unturnedBox(turnedBox(box, rotation), rotation)).to.deep.equal(box);
  });

  it('become one for what stands on a line, and stay within the page', () => {
    const page = new DOMRect(0, 0, 200, 100);
    const rects = [
      new DOMRect(10, 10, 20, 10),
      new DOMRect(30, 11, 20, 10),
      new DOMRect(10, 30, 10, 10),
    ];
    expect(lineBoxes(rects, page)).to.deep.equal([
      { x: 5, y: 10, width: 20, height: 11 },
      { x: 5, y: 30, width: 5, height: 10 },
    ]);
    expect(fragmentOf({ x: 99.999, y: 0, width: 0.001, height: 5 })).to.equal(
      'xywh=percent:99.99,0,0.01,5',
    );
  });
});

describe('two versions', () => {
  it('are compared line by line, and word by word within a line', async () => {
    const lines = await compareTexts('One\ntwo words\nlast', 'One\ntwo other words\nmore\nlast');
    expect(lines.map((line) => line.isChanged)).to.deep.equal([false, true, true, false]);
    expect(lines[1]?.after?.filter((part) => part.change === 'added')).to.deep.equal([
      { text: 'other ', change: 'added' },
    ]);
    expect(lines[2]).to.deep.include({ before: null });
  });
});

describe('the list', () => {
  const documents = Array.from({ length: 2000 }, (_, n) => ({
    id: `d${n}`,
    type: n % 2 === 0 ? 'note' : 'letter',
    docStatus: 'final',
    signedAt: n % 4 === 0 ? null : '2026-11-01T00:00:00Z',
    filedAt: new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString(),
  })) as unknown as ChartDocument[];
  const words: RowWords = {
    typeOf: ({ type }) => type,
    statusOf: ({ signedAt }) => (signedAt === null ? 'Unsigned' : 'Signed'),
    authorOf: () => 'Nobody',
    monthOf: ({ filedAt }) => (filedAt ?? '').slice(0, 7),
  };
  const choice = { grouping: 'type', isNewestFirst: true, type: '', status: '' } as const;
  const idsIn = (rows: readonly ListRow[]) =>
    rows.flatMap((row) => (row.kind === 'document' ? [row.document.id] : []));

  it('groups by name, and by month in the order of time', () => {
    const groups = (rows: readonly ListRow[]) =>
      rows.flatMap((row) => (row.kind === 'group' ? [`${row.label} ${row.count}`] : []));
    const byType = listRows(documents, choice, words);
    expect(groups(byType)).to.deep.equal(['letter 1000', 'note 1000']);
    expect(idsIn(byType).slice(0, 2)).to.deep.equal(['d1999', 'd1997']);
    const byMonth = listRows(
      documents,
      { ...choice, grouping: 'date', isNewestFirst: false },
      words,
    );
    expect(groups(byMonth)).to.deep.equal(['2026-01 744', '2026-02 672', '2026-03 584']);
    const unsigned = listRows(documents, { ...choice, status: 'unsigned' }, words);
    expect(idsIn(unsigned)).to.have.length(500);
  });

  it('mounts a screenful of two thousand, with the row that has the focus', () => {
    const places = placesOf(listRows(documents, choice, words));
    const rows = rowsInView(places, { scrollTop: 50_000, height: 800 }, 3);
    expect(rows.length).to.be.below(40);
    expect(rows[0]).to.equal(3);
    expect(places.tops[rows[7] ?? 0]).to.be.closeTo(50_000, 60);
  });

  it('passes groups over by key', () => {
    const rows = listRows(documents.slice(0, 4), choice, words);
    const from = (key: string, active: number) => rowFrom(key, { rows, active, page: 2 });
    expect([from('Home', 5), from('ArrowDown', 2), from('End', 1), from('x', 1)]).to.deep.equal([
      1,
      4,
      5,
      undefined,
    ]);
  });
});
