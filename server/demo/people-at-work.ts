import { Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { AuditRow, ResourceRow } from '../../engine/store.ts';
import type { Instance, WorkflowEvent } from '../../engine/workflow.ts';
import { annotationIdOf } from '../../engine/workflows/annotation/ids.ts';
import { contentPlaceOf } from '../document-content.ts';
import { identifierTerm } from '../interop/identifier-term.ts';
import { readingOf } from '../signing.ts';
import type { Act, HospitalEvent, Person } from './hospital-feed.ts';
import type { Past } from './past.ts';

/** The visit numbers of the generated hospital. */
export const visitSystem = 'urn:id:HOSPITAL';

export function userOf({ id, name, role }: Person): User {
  const own = role === 'physician' ? { practitionerId: id } : {};
  return { id, name, grants: [{ role, facilities: '*' }], ...own };
}

/** Does what the people of a hospital do about its charts. What does not stand any more is left alone. */
export function createPeopleAtWork(past: Past, people: ReadonlyMap<string, Person>) {
  const { engine, store } = past;

  const send = async (
    name: string,
    instance: Instance | undefined,
    event: WorkflowEvent,
    user: User | undefined,
  ): Promise<void> => {
    if (instance === undefined || user === undefined) return;
    await engine.send(instance.id, event, {
      user,
      eventId: `demo:${name}`,
      audit: (at) => [auditRow({ at, user, name, instance }, event.type, 'act')],
    });
  };

  const encounterOf = async (visit: string): Promise<ResourceRow | undefined> => {
    const term = identifierTerm(`${visitSystem}|${visit}`);
    return (await store.resources({ type: 'Encounter', term }))[0];
  };

  const ownerOf = ({ practitionerId }: Instance): User | undefined => {
    const person = practitionerId === null ? undefined : people.get(practitionerId);
    return person === undefined ? undefined : userOf(person);
  };

  const documentOf = async (
    encounterId: string,
    id: string | null,
  ): Promise<ResourceRow | null> => {
    const row = id === null ? undefined : await store.resource('DocumentReference', id);
    return row?.encounterId === encounterId ? row : null;
  };

  /** Opened first, as the server asks of everyone who signs. */
  const sign = async (name: string, one: Instance, user: User | undefined): Promise<void> => {
    const finding = one.context.finding as { documentId: string | null };
    const row = await documentOf(one.encounterId ?? '', finding.documentId);
    const place = row === null ? null : await contentPlaceOf(store, row);
    if (row === null || place === null || user === undefined) return;
    const about = { at: store.now(), user, name: `${name}/read`, instance: one };
    await store.commit({ audit: [auditRow(about, readingOf(row.id, place.hash), 'view')] });
    const documentId = row.id;
    await send(name, one, { type: 'deficiency.sign', documentId, contentHash: place.hash }, user);
  };

  const annotate = async (
    name: string,
    encounter: ResourceRow,
    act: Extract<Act, { do: 'annotate' }>,
    user: User,
  ): Promise<void> => {
    const input = {
      kind: 'note',
      text: act.text,
      reason: null,
      deficiencyId: null,
      audience: act.audience,
      anchor: null,
      encounterId: encounter.id,
      patientId: encounter.patientId,
      facility: encounter.facility ?? '',
      author: { id: user.id, name: user.name },
    };
    const id = annotationIdOf(encounter.id, name);
    await engine.start('annotation', input, { user, id, eventId: `demo:${name}` });
  };

  const onDeficiency = async (
    { id: name, act }: Extract<HospitalEvent, { kind: 'act' }>,
    one: Instance,
    user: User,
  ): Promise<void> => {
    switch (act.do) {
      case 'sign':
        return sign(name, one, ownerOf(one));
      case 'start':
        return send(name, one, { type: 'deficiency.start', progress: act.progress }, ownerOf(one));
      case 'complete':
        return send(name, one, { type: 'deficiency.complete', reason: act.reason }, user);
      case 'decline':
        return send(name, one, { type: 'deficiency.decline', reason: act.reason }, ownerOf(one));
      case 'refuse-decline':
      case 'uphold-decline':
        return send(name, one, { type: `deficiency.${act.do}`, reason: act.reason }, user);
      case 'reassign':
        return send(
          name,
          one,
          { type: 'deficiency.assign', practitionerId: act.practitionerId },
          user,
        );
      case 'assign': {
        const attending = await attendingOf(one.familyId ?? '');
        if (attending === null) return;
        return send(name, one, { type: 'deficiency.assign', practitionerId: attending }, user);
      }
      case 'verify':
        return send(name, one, { type: 'deficiency.verify' }, user);
      case 'void':
        return send(
          name,
          one,
          { type: 'deficiency.void', reason: 'Entered in error by the rule for this service.' },
          user,
        );
      case 'keep':
        return send(
          name,
          one,
          { type: 'deficiency.keep', reason: 'It documents another examination.' },
          user,
        );
    }
  };

  const attendingOf = async (familyId: string): Promise<string | null> => {
    const { members } = await store.loadFamily(familyId);
    return members.find(({ workflow }) => workflow === 'chart')?.practitionerId ?? null;
  };

  const onChart = async (
    { id: name, act }: Extract<HospitalEvent, { kind: 'act' }>,
    {
      chart,
      encounter,
      members,
    }: {
      chart: Instance | undefined;
      encounter: ResourceRow;
      members: readonly Instance[];
    },
    user: User,
  ): Promise<void> => {
    switch (act.do) {
      case 'analyse':
        return send(name, chart, { type: 'analysis.finish' }, user);
      case 'reanalyse':
        return send(name, chart, { type: 'reanalysis.finish' }, user);
      case 'check-stay':
        return send(name, chart, { type: 'stay.confirm' }, user);
      case 'accept-exception':
        return send(
          name,
          chart,
          { type: 'exception.accept', reason: 'The registration desk has been told.' },
          user,
        );
      case 'hold':
        return send(
          name,
          chart,
          { type: 'chart.hold', reason: act.reason, returnOn: act.returnOn },
          user,
        );
      case 'legal-hold':
        return send(name, chart, { type: 'legal-hold.place', reason: act.reason }, user);
      case 'dispute':
        return send(name, chart, { type: 'identity.dispute', reason: act.reason }, user);
      case 'retire': {
        const { do: _, ...decision } = act;
        return send(name, chart, { type: 'chart.retire', ...decision }, user);
      }
      case 'annotate':
        return annotate(name, encounter, act, user);
      case 'raise': {
        const { do: _, ...found } = act;
        const documents = await store.resources({
          type: 'DocumentReference',
          encounterId: encounter.id,
        });
        const row = documents.find((one) => hasType(one, act.documentType));
        if (row === undefined) return;
        return send(name, chart, { type: 'deficiency.raise', ...found, documentId: row.id }, user);
      }
      case 'look-into': {
        const one = members.find(({ state }) => state === 'referred');
        return send(name, one, { type: 'deficiency.complete', reason: act.reason }, user);
      }
    }
  };

  return async (event: Extract<HospitalEvent, { kind: 'act' }>): Promise<null> => {
    const person = people.get(event.by);
    const encounter = await encounterOf(event.visit);
    if (person === undefined || encounter === undefined) return null;
    const { members } = await store.loadFamily(`chart.${encounter.id}`);
    const user = userOf(person);
    const { act } = event;
    try {
      if (!('documentType' in act) || act.do === 'raise' || act.do === 'annotate') {
        const chart = members.find(({ workflow }) => workflow === 'chart');
        await onChart(event, { chart, encounter, members }, user);
        return null;
      }
      const one = members.find(
        ({ workflow, isOpen, context }) =>
          workflow === 'deficiency' &&
          isOpen &&
          (context.finding as { documentType: string }).documentType === act.documentType,
      );
      if (one !== undefined) await onDeficiency(event, one, user);
    } catch (error) {
      // The days went another way: cured by a document, or done before the load was cut short.
      if (!(error instanceof Refusal) || !undoable.has(error.code)) throw error;
    }
    return null;
  };
}

const undoable: ReadonlySet<string> = new Set([
  'not-allowed-now',
  'not-permitted',
  'already-exists',
  'event-id-reused',
]);

export function auditRow(
  about: { at: number; user: User; name: string; instance: Instance | null },
  what: string,
  action: AuditRow['action'],
): AuditRow {
  const { at, user, name, instance } = about;
  return {
    id: `demo.${name}.${what}`.slice(0, 400),
    at,
    userId: user.id,
    userName: user.name,
    role: user.grants[0]?.role ?? 'none',
    action,
    what: instance === null || action === 'view' ? what : `${what}:${instance.id}`,
    patientId: instance?.patientId ?? null,
    encounterId: instance?.encounterId ?? null,
    instanceId: instance?.id ?? null,
    purpose: null,
    fromAddress: null,
  };
}

function hasType({ body }: ResourceRow, documentType: string): boolean {
  return JSON.stringify(body.type ?? null).includes(`"${documentType}"`);
}
