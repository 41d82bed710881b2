import type { Services } from '../context.ts';

export type ReportServices = Pick<Services, 'store' | 'names' | 'policies' | 'siteTables'>;

/** What is asked, the same for the figures and for the rows behind them. */
export interface Ask {
  readonly services: ReportServices;
  readonly facilities: readonly string[] | '*';
  /** The instant that "now" means, epoch milliseconds. */
  readonly at: number;
  /** Both local dates of the period count. */
  readonly fromOn: string;
  readonly toOn: string;
}

/** Which of several figures of one definition: a practitioner's, a month's, a bucket's. */
export type Which = Readonly<Partial<Record<'user' | 'practitioner' | 'month' | 'bucket', string>>>;

/** A number and how many rows stand behind it; the rows are those of its definition and `which`. */
export interface Figure {
  readonly id: string;
  readonly which: Which;
  readonly label: string;
  /** Null where there is nothing to divide by. */
  readonly value: number | null;
  readonly count: number;
  readonly numerator?: string;
  readonly denominator?: string;
  /** The instant at which the earliest is or was due, where the figure is of work. */
  readonly earliestDueAt?: string | null;
  readonly note?: string;
}

/** One row behind a figure; whose it is is joined when it is shown. */
export interface Row {
  readonly facility: string;
  readonly patientId: string | null;
  readonly encounterId: string | null;
  readonly practitionerId: string | null;
  readonly values: Readonly<Record<string, string | number | null>>;
}

/** A file with its figures, one line in the registry. */
export interface Report {
  readonly id: string;
  readonly title: string;
  figures(ask: Ask): Promise<readonly Figure[]>;
  /** Exactly the rows that the figure counts, by definition id; null when it has no such figure. */
  rows(ask: Ask, id: string, which: Which): AsyncIterable<Row> | null;
}

export function isAsked({ facilities }: Ask, facility: string): boolean {
  return facilities === '*' || facilities.includes(facility);
}

/** Rounded to hundredths; null for nothing to divide by. */
export function quotient(numerator: number, denominator: number, times = 1): number | null {
  return denominator === 0 ? null : Math.round((numerator / denominator) * times * 100) / 100;
}
