import type { DocumentType } from '../../engine/model/chart-facts.ts';

interface Clue {
  readonly type: DocumentType;
  /** Beginnings of words; each must be found. `|` parts alternatives. */
  readonly words: readonly string[];
  readonly without?: string;
}

/** What nurses, students and allied professions write is none of the documents that law wants of a physician. */
const others =
  'rn=|lpn=|nurs(?!e practitioner)|student|social work|chapl|pastoral|nutrit|diet|pharmac|speech|therap';

/** From the particular to the general: the first whose words are all in the title. */
const clues: readonly Clue[] = [
  { type: 'informed-consent', words: ['consent'], without: 'rescind|revo' },
  { type: 'autopsy-report', words: ['autops|necrops|postmortem'] },
  { type: 'consultation', words: ['consult|conslt|cons='] },
  { type: 'history-and-physical-update', words: ['h&p|hp=|histor', 'updat|interval'] },
  { type: 'history-and-physical', words: ['histor|hx=', 'physical|px='], without: others },
  { type: 'history-and-physical', words: ['h&p|hp=|hnp='], without: others },
  {
    type: 'history-and-physical',
    words: ['admi', 'evaluat|exam|histor|physical'],
    without: others,
  },
  { type: 'discharge-summary', words: ['disch|dc=', 'summ'], without: others },
  { type: 'transfer-summary', words: ['transf|xfer', 'summ'], without: others },
  { type: 'final-note', words: ['final', 'progress'] },
  { type: 'post-anesthesia-evaluation', words: ['post|pacu', 'anes|anaes'] },
  { type: 'anesthesia-evaluation', words: ['pre', 'anes|preanes|anaes|preanaes'] },
  { type: 'anesthesia-record', words: ['anes|anaes', 'record|intraop'] },
  { type: 'operative-note', words: ['brief|immediate', 'op=|operat|postop|post op'] },
  {
    type: 'operative-report',
    words: ['operat|oper=|op=', 'report|rpt|note|dictat'],
    without: `pre|post|${others}`,
  },
  {
    type: 'pathology-report',
    words: ['path=|patholog|cytolog|histopath|biops', 'report|rpt|result'],
    without: others,
  },
  {
    type: 'imaging-report',
    words: [
      'radiolog|imag|xray|x ray|xr=|ct=|mri=|ultraso|mammo|sono',
      'report|rpt|result|interp|study|view|vw=',
    ],
  },
  { type: 'laboratory-report', words: ['lab=|labor|labs=|microbio', 'report|rpt|result'] },
  {
    type: 'psychiatric-evaluation',
    words: ['psych=|psychiat', 'evaluat|eval=|intake'],
    without: `risk|screen|${others}`,
  },
  {
    type: 'procedure-note',
    words: ['procedur|proc=|endosc|colonosc|bronchosc', 'note|report|rpt'],
  },
  {
    type: 'emergency-note',
    words: ['emerg|ed=|er=', 'note|report|record|provider|phys|summ'],
    without: `triage|educ|${others}`,
  },
  { type: 'progress-note', words: ['progr|prog=|soap', 'note'] },
];

const compiled = clues.map(({ type, words, without }) => ({
  type,
  words: words.map(startsWith),
  without: without === undefined ? null : startsWith(without),
}));

/** `hp=` is a whole word, `histor` the beginning of one. */
function startsWith(words: string): RegExp {
  const alternatives = words
    .split('|')
    .map((word) => (word.endsWith('=') ? `${word.slice(0, -1)}(?![a-z0-9])` : word));
  return new RegExp(`(?<![a-z0-9])(?:${alternatives.join('|')})`);
}

/**
 * What a title might mean, by its words: `Discharge Summ` → `discharge-summary`. Null when none of
 * the words say. It is for a person to accept, so it may be wrong but must not be silly.
 */
export function proposeType(title: string): DocumentType | null {
  const words = normal(title);
  if (words === '') return null;
  const clue = compiled.find(
    (one) => one.words.every((word) => word.test(words)) && !one.without?.test(words),
  );
  return clue?.type ?? null;
}

/** Small letters, and the ways to write H&P and D/C made one. */
function normal(title: string): string {
  return title
    .slice(0, 200)
    .toLowerCase()
    .replace(/\bh\s*(?:&|and|\+|\/)\s*p\b/g, 'h&p')
    .replace(/\bd\s*\/\s*c\b/g, 'dc')
    .replace(/[_.,;:()[\]-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
