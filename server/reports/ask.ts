import { z } from '@hono/zod-openapi';
import { facilitiesOf } from '../../engine/access.ts';
import { Refusal } from '../../engine/errors.ts';
import type { Role, User } from '../../engine/model/user.ts';
import { addDays, daysBetween, localDateOf } from '../../engine/time/zone.ts';
import type { Ask, ReportServices, Which } from './report.ts';

/** Who may read the department's numbers and the rows behind them. */
export const reportReaders: readonly Role[] = [
  'supervisor',
  'manager',
  'quality',
  'medical-staff-office',
  'auditor',
];

const usualDays = 30;
const mostDays = 731;

export const AskQuery = z.object({
  /** Only there; all where the reader holds the role when not given. */
  facility: z.string().min(1).max(100).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  asOf: z.iso.datetime({ offset: true }).optional(),
  format: z.enum(['json', 'csv']).optional(),
});
export type AskQuery = z.infer<typeof AskQuery>;

/**
 * What is asked, within what the reader may know.
 * @throws Refusal `not-permitted`, `invalid-input`
 */
export async function askOf(services: ReportServices, user: User, query: AskQuery): Promise<Ask> {
  const at = instantOf(query.asOf, services.store.now());
  const facilities = within(facilitiesOf(user, reportReaders), query.facility);
  const zone = await services.policies.zoneOf(query.facility ?? null);
  const today = localDateOf(at, zone);
  const toOn = query.to ?? today;
  const fromOn = query.from ?? addDays(toOn, 1 - usualDays);
  const days = daysBetween(fromOn, toOn) + 1;
  if (days < 1 || days > mostDays)
    throw new Refusal(
      'invalid-input',
      `A report covers 1 to ${mostDays} days. Choose "from" and "to" accordingly, the earlier first.`,
    );
  return { services, facilities, at, fromOn, toOn };
}

/** The address of the rows behind a figure, as of the same instant. */
export function rowsLink(
  report: string,
  figure: string,
  which: Which,
  { ask, facility }: { readonly ask: Ask; readonly facility: string | undefined },
): string {
  const parameters = new URLSearchParams({
    figure,
    ...which,
    from: ask.fromOn,
    to: ask.toOn,
    asOf: new Date(ask.at).toISOString(),
    ...(facility === undefined ? {} : { facility }),
  });
  return `/api/reports/${report}/rows?${parameters}`;
}

function within(
  granted: readonly string[] | '*',
  facility: string | undefined,
): readonly string[] | '*' {
  if (granted !== '*' && granted.length === 0)
    throw new Refusal(
      'not-permitted',
      `Reports need one of the roles ${reportReaders.join(', ')}. Ask an administrator.`,
    );
  if (facility === undefined) return granted;
  if (granted === '*' || granted.includes(facility)) return [facility];
  throw new Refusal(
    'not-permitted',
    `You may not read the reports of facility ${facility}. Leave it out to see those of yours.`,
  );
}

function instantOf(asOf: string | undefined, now: number): number {
  const at = asOf === undefined ? now : Date.parse(asOf);
  if (at <= now) return at;
  throw new Refusal(
    'invalid-input',
    '"asOf" lies in the future. Choose the present or leave it out.',
  );
}
