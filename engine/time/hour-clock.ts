/**
 * Due instant of a clock in hours: elapsed real hours, whatever the wall clock does meanwhile
 * (42 CFR 482.24(c)(4)(i)(A): history and physical within 24 hours after admission).
 */
export function hourClockDue({
  startedAt,
  hours,
}: {
  readonly startedAt: number;
  readonly hours: number;
}): { readonly dueAt: number } {
  return { dueAt: startedAt + Math.round(hours * hourMs) };
}

/** Whether work "within n hours" is in time: up to and including the due instant. */
export function isMetWithin({
  doneAt,
  dueAt,
}: {
  readonly doneAt: number;
  readonly dueAt: number;
}): boolean {
  return doneAt <= dueAt;
}

/**
 * Whether work due "before X" is in time: it is late from the very instant of X
 * (42 CFR 482.51(b)(1): history and physical before surgery).
 */
export function isMetBefore({
  doneAt,
  beforeAt,
}: {
  readonly doneAt: number;
  readonly beforeAt: number;
}): boolean {
  return doneAt < beforeAt;
}

const hourMs = 3_600_000;
