import type { Task } from '../shared/connection.ts';
import { fullDate, shortDate } from '../shared/dates.ts';
import { dueWords } from '../shared/due.ts';
import type { ViewColumn } from '../shared/saved-view.ts';
import { serverText } from '../shared/text.ts';
import { maybeText, t } from './queue-text.ts';

/** A column a list can show: what stands in it, and by what it is sorted. */
export interface Column {
  readonly key: string;
  /** CSS pixels, until the reader says otherwise. */
  readonly width: number;
  readonly isNumber?: boolean;
  text(task: Task): string;
  value?(task: Task): string | number | null;
}

const date = (value: string | null | undefined): string => (value ? shortDate(value) : '');
const time = (value: string | null | undefined): number | null =>
  value ? Date.parse(value) : null;
const count = (value: number | null): string => (value === null ? '' : String(value));

const all: readonly Column[] = [
  { key: 'patient', width: 160, text: (task) => task.patient?.name ?? '' },
  { key: 'mrn', width: 90, text: (task) => task.patient?.mrn ?? '' },
  { key: 'encounter', width: 100, text: ({ encounter }) => encounter?.number ?? '' },
  { key: 'title', width: 180, text: ({ title }) => serverText(title) },
  {
    key: 'due',
    width: 110,
    text: (task) => dueWords(task),
    value: ({ dueAt }) => time(dueAt),
  },
  {
    key: 'status',
    width: 124,
    text: () => '',
    value: (task) => task.claim?.holderName ?? task.ageing,
  },
  { key: 'class', width: 96, text: ({ encounter }) => classWord(encounter?.class) },
  { key: 'service', width: 90, text: ({ encounter }) => encounter?.service ?? '' },
  {
    key: 'discharged',
    width: 96,
    text: ({ encounter }) => date(encounter?.dischargedAt),
    value: ({ encounter }) => time(encounter?.dischargedAt),
  },
  {
    key: 'stay-days',
    width: 56,
    isNumber: true,
    text: ({ stayDays }) => count(stayDays),
    value: ({ stayDays }) => stayDays,
  },
  {
    key: 'days-out',
    width: 80,
    isNumber: true,
    text: ({ daysOut }) => count(daysOut),
    value: ({ daysOut }) => daysOut,
  },
  {
    key: 'deficiencies',
    width: 90,
    isNumber: true,
    text: ({ deficiencies: some }) =>
      some ? t('columns.openOf', { open: some.open, total: some.total }) : '',
    value: ({ deficiencies }) => deficiencies?.open ?? null,
  },
  {
    key: 'oldest-owner',
    width: 130,
    text: ({ deficiencies }) => deficiencies?.oldestOwner?.name ?? '',
  },
  { key: 'practitioner', width: 140, text: ({ practitioner }) => practitioner?.name ?? '' },
  { key: 'facility', width: 110, text: ({ facility }) => facility },
  {
    key: 'accountable-due',
    width: 120,
    text: ({ accountableDueAt }) => date(accountableDueAt),
    value: ({ accountableDueAt }) => time(accountableDueAt),
  },
  {
    key: 'late',
    width: 84,
    isNumber: true,
    text: ({ daysLate }) => (daysLate === 0 ? '' : String(daysLate)),
    value: ({ daysLate }) => daysLate,
  },
  {
    key: 'opened',
    width: 100,
    text: ({ openedAt }) => date(openedAt),
    value: ({ openedAt }) => time(openedAt),
  },
  { key: 'rule', width: 200, text: ({ rule }) => (rule ? `${rule.table} ${rule.row}` : '') },
  { key: 'holder', width: 140, text: ({ claim }) => claim?.holderName ?? '' },
  {
    key: 'priority',
    width: 80,
    isNumber: true,
    text: ({ priority }) => String(priority),
    value: ({ priority }) => priority,
  },
];

/** What each list shows at first (HIM practice: a chart by its stay and what it lacks, a deficiency by who owes it). */
const shownFirst: Readonly<Record<string, readonly string[]>> = {
  'chart-analysis': [
    'patient',
    'mrn',
    'title',
    'class',
    'service',
    'discharged',
    'stay-days',
    'days-out',
    'deficiencies',
    'oldest-owner',
    'due',
    'status',
  ],
  delinquency: [
    'patient',
    'mrn',
    'discharged',
    'days-out',
    'deficiencies',
    'oldest-owner',
    'due',
    'status',
  ],
  deficiencies: [
    'patient',
    'mrn',
    'title',
    'practitioner',
    'discharged',
    'days-out',
    'due',
    'status',
  ],
};
const usual = ['patient', 'mrn', 'title', 'practitioner', 'facility', 'due', 'status'];

export interface SetColumn extends ViewColumn {
  readonly column: Column;
}

/** Every column in the reader's order, chosen or not; those never chosen come last. */
export function columnsOf(queue: string, chosen: readonly ViewColumn[]): readonly SetColumn[] {
  const first = shownFirst[queue] ?? usual;
  const given: readonly ViewColumn[] =
    chosen.length > 0 ? chosen : first.map((key) => ({ key, width: null, isShown: true }));
  const rest = all.filter(({ key }) => !given.some((one) => one.key === key));
  return [...given, ...rest.map(({ key }) => ({ key, width: null, isShown: false }))].flatMap(
    (one) => {
      const column = all.find(({ key }) => key === one.key);
      return column === undefined ? [] : [{ ...one, column }];
    },
  );
}

export function widthOf({ width, column }: SetColumn): number {
  return width ?? column.width;
}

export function columnTitle(key: string): string {
  return maybeText(`column.${key}`) ?? key;
}

export function sortValue(task: Task, key: string): string | number | null {
  const column = all.find((one) => one.key === key);
  const value = column?.value ? column.value(task) : column?.text(task);
  return value === undefined || value === '' ? null : value;
}

/** What a pointer that rests on a cell says, where the cell itself is short. */
export function cellTitle(key: string, task: Task, text: string): string {
  if (key === 'discharged' && task.encounter?.dischargedAt)
    return fullDate(task.encounter.dischargedAt);
  return key === 'due' && task.dueOn !== null ? fullDate(task.dueOn) : text;
}

function classWord(code: string | undefined): string {
  return code === undefined ? '' : (maybeText(`class.${code}`) ?? code);
}
