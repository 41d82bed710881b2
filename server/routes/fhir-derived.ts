import { permits } from '../../engine/access.ts';
import { Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { AuditRow, ListedTask, ResourceRow } from '../../engine/store.ts';
import { derived } from '../capability-statement.ts';
import type { Services } from '../context.ts';
import { toFhirAuditEvent } from '../interop/fhir/audit-event.ts';
import { provenanceOf } from '../interop/fhir/provenance.ts';
import { toFhirTask } from '../interop/fhir/task.ts';
import type { FhirResource } from '../interop/incoming.ts';
import { type ReadableRows, resourceReaders } from '../resource-access.ts';
import { assertHoldsEverywhere } from './everywhere.ts';

export type DerivedType = keyof typeof derived;

export function isDerived(type: string): type is DerivedType {
  return Object.hasOwn(derived, type);
}

interface Asked {
  readonly user: User;
  readonly parameters: URLSearchParams;
}

/** Searches of the derived types. @throws Refusal `invalid-input` naming the parameters that are taken */
export function createDerivedSearch({ store }: Services, readable: ReadableRows) {
  const tasks = async ({ user, parameters }: Asked): Promise<readonly FhirResource[]> => {
    const encounter = idIn(parameters.get('encounter'), 'Encounter');
    const group = parameters.get('group-identifier')?.split('|').at(-1);
    if (encounter === null && group === undefined) throw noParameter('Task');
    const instances =
      encounter === null
        ? [group ?? '']
        : (await store.loadFamily(`chart.${encounter}`)).members.map(({ id }) => id);
    const rows = (await Promise.all(instances.map((id) => store.tasksOf(id)))).flat();
    const mine = rows.filter((row: ListedTask) => permits({ roles: resourceReaders }, user, row));
    return mine.map((row) => toFhirTask(row, { claim: row.claim }));
  };

  /** `target=Patient/12` tells of the version that stands, `…/_history/3` of that one. */
  const provenances = async ({ user, parameters }: Asked): Promise<readonly FhirResource[]> => {
    const [, type, id, version] =
      /^([A-Z][A-Za-z]+)\/([A-Za-z0-9.-]{1,64})(?:\/_history\/(\d+))?$/.exec(
        parameters.get('target') ?? '',
      ) ?? [];
    if (type === undefined || id === undefined) throw noParameter('Provenance');
    const row =
      version === undefined
        ? await store.resource(type, id)
        : await store.resourceVersion(type, id, Number(version));
    const found = row === undefined ? [] : await readable(user, [row]);
    return Promise.all(found.map(async (one) => provenanceOf(one, await messageOf(one))));
  };

  const messageOf = async ({ messageId }: ResourceRow) =>
    messageId === null ? undefined : store.message(messageId);

  const audit = async ({ user, parameters }: Asked): Promise<readonly FhirResource[]> => {
    assertHoldsEverywhere(user, ['auditor', 'privacy-officer', 'administrator']);
    const patientId = idIn(parameters.get('patient'), 'Patient');
    const userId = parameters.get('agent')?.split('|').at(-1);
    if (patientId === null && userId === undefined) throw noParameter('AuditEvent');
    const days = parameters.getAll('date').map((text) => /^(ge|gt|le|lt)?(.+)$/.exec(text) ?? []);
    const bound = (prefixes: readonly string[]): number | undefined => {
      const said = days.find(([, prefix]) => prefixes.includes(prefix ?? ''))?.[2];
      const at = said === undefined ? undefined : Date.parse(said);
      if (at !== undefined && Number.isNaN(at)) throw noParameter('AuditEvent');
      return at;
    };
    const [fromAt, toAt] = [bound(['ge', 'gt']), bound(['le', 'lt'])];
    const rows: AuditRow[] = await store.audit({
      limit: 500,
      ...(patientId === null ? {} : { patientId }),
      ...(userId === undefined ? {} : { userId }),
      ...(fromAt === undefined ? {} : { fromAt }),
      ...(toAt === undefined ? {} : { toAt }),
    });
    return rows.map(toFhirAuditEvent);
  };

  return async (type: DerivedType, asked: Asked): Promise<readonly FhirResource[]> => {
    const unknown = [...asked.parameters.keys()].filter(
      (name) => !parametersOf(type).includes(name) && !/^_(format|pretty|count)$/.test(name),
    );
    if (unknown.length > 0) throw noParameter(type);
    switch (type) {
      case 'Task':
        return tasks(asked);
      case 'Provenance':
        return provenances(asked);
      case 'AuditEvent':
        return audit(asked);
    }
  };
}

function parametersOf(type: DerivedType): readonly string[] {
  return derived[type].parameters.map(({ name }) => name);
}

function idIn(value: string | null, type: string): string | null {
  return value === null ? null : value.replace(new RegExp(`^${type}/`), '');
}

function noParameter(type: DerivedType): Refusal {
  const message = `Search ${type} by ${parametersOf(type).join(' or ')}; nothing else is taken.`;
  return new Refusal('invalid-input', message, { issues: [{ path: type, message }] });
}
