import type { ValueSource } from '../../engine/store.ts';

/** Who tells, and when what it tells of happened (epoch milliseconds). */
export type Telling = ValueSource;

export type Sources = Readonly<Record<string, ValueSource>>;

/** The instant of a value that no message said, only assumed: any message knows better. */
export const assumedAt = 0;

/**
 * Keeps, value by value, who said it and until when it was known to hold. `messageId` is the message
 * that set the value; `at` is the latest event at which it was told, for a message that is older than
 * that must not change it. A value taken away keeps its entry, so that an older message cannot bring
 * it back.
 */
export interface Ledger {
  readonly telling: Telling;
  /** May this message set the value, or take it away? Older ones only fill gaps. */
  takes(key: string): boolean;
  /** May it be filled with what is merely assumed? */
  isOpen(key: string): boolean;
  /** Writes down that the message told this value; `isNew` when it was another before. */
  tell(key: string, isNew: boolean): void;
  assume(key: string): void;
  /** Notes a value under an instant of its own. */
  note(key: string, source: ValueSource): void;
  sourceOf(key: string): ValueSource | undefined;
  /** The latest telling among all keys that begin so. */
  lastAt(prefix: string): number | undefined;
  sources(): Sources;
}

/** A ledger that begins with what is stored. */
export function createLedger(stored: Sources, telling: Telling): Ledger {
  const written: Record<string, ValueSource> = { ...stored };
  const sourceOf = (key: string): ValueSource | undefined => {
    const own = written[key];
    const whole = written[wholeOf(key)];
    return own && whole ? (own.at >= whole.at ? own : whole) : (own ?? whole);
  };
  return {
    telling,
    takes: (key) => (sourceOf(key)?.at ?? telling.at) <= telling.at,
    isOpen: (key) => sourceOf(key) === undefined,
    tell: (key, isNew) => {
      const before = written[key];
      written[key] =
        isNew || !before || before.at === assumedAt
          ? telling
          : { ...before, at: Math.max(before.at, telling.at) };
    },
    assume: (key) => {
      written[key] = { ...telling, at: assumedAt };
    },
    note: (key, source) => {
      written[key] = source;
    },
    sourceOf,
    lastAt: (prefix) => {
      const all = Object.entries(written).flatMap(([key, { at }]) =>
        key.startsWith(prefix) ? [at] : [],
      );
      return all.length > 0 ? Math.max(...all) : undefined;
    },
    sources: () => written,
  };
}

/** `period` of `period.end`: taken away as a whole, it stays away part by part. */
function wholeOf(key: string): string {
  return /^[A-Za-z]+/.exec(key)?.[0] ?? key;
}
