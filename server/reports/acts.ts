import type { Act } from '../../engine/store.ts';
import { addDays, localDateOf, startOfLocalDay } from '../../engine/time/zone.ts';
import { type Ask, isAsked, type Row } from './report.ts';

const pageSize = 1000;

/** What people did of these types on the local dates from and to, both of which count, by the facility's zone. */
export async function* actsOn(
  ask: Ask,
  types: readonly string[],
  { fromOn, toOn }: { readonly fromOn: string; readonly toOn: string },
): AsyncGenerator<Act> {
  const { store, policies } = ask.services;
  // A day wider than any zone needs; each act is then judged by its own.
  const fromAt = startOfLocalDay(addDays(fromOn, -1), 'UTC');
  const toAt = startOfLocalDay(addDays(toOn, 2), 'UTC');
  for (const type of types) {
    let after: Act | undefined;
    do {
      const query = { type, fromAt, toAt, limit: pageSize };
      const page: readonly Act[] = await store.acts(
        after === undefined ? query : { ...query, after },
      );
      for (const act of page) {
        if (!isAsked(ask, act.facility)) continue;
        const on = localDateOf(act.at, await policies.zoneOf(act.facility));
        if (on >= fromOn && on <= toOn) yield act;
      }
      after = page.length < pageSize ? undefined : page.at(-1);
    } while (after !== undefined);
  }
}

export function toActRow({ at, type, instanceId, userName, ...act }: Act): Row {
  const { facility, patientId, encounterId, practitionerId } = act;
  return {
    facility,
    patientId,
    encounterId,
    practitionerId,
    values: { at: new Date(at).toISOString(), what: type, instance: instanceId, by: userName },
  };
}
