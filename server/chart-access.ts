import { isInScope, permits, queueScopes } from '../engine/access.ts';
import { Refusal } from '../engine/errors.ts';
import type { Role, User } from '../engine/model/user.ts';
import type { ResourceRow, TaskRow } from '../engine/store.ts';
import { type AppContext, auditOf, type Services } from './context.ts';
import { toChartFacts } from './interop/chart-facts.ts';
import { objectsOf } from './interop/fhir/element.ts';
import { practitionerIdOf } from './interop/practitioner-reference.ts';
import { assertPurpose } from './purposes.ts';

/** Who may read a whole chart of a facility; a physician reads those in which something is theirs. */
export const chartReaders: readonly Role[] = [
  'analyst',
  'coder',
  'cdi-specialist',
  'release-specialist',
  'quality',
  'supervisor',
  'manager',
  'privacy-officer',
  'auditor',
];

/** How long a chart that was on one's lists when one opened it stays within reach. */
const openMs = 24 * 60 * 60 * 1000;

export interface ChartAccess {
  /**
   * All resources of an encounter, for one who may read its chart.
   * @throws Refusal `not-found` also when the user may not know that it exists, `purpose-needed` outside their lists
   */
  readable(c: AppContext, encounterId: string): Promise<ResourceRow[]>;
  /** True when the user's role reads charts of the facility. */
  mayRead(user: User, facility: string | null): boolean;
  /** True when work on the encounter stands in one of the user's lists, or did when they opened it within a day. */
  isListed(user: User, encounterId: string): Promise<boolean>;
}

export function createChartAccess(services: Services): ChartAccess {
  const { store, engine } = services;

  const mayRead = (user: User, facility: string | null): boolean =>
    permits({ roles: chartReaders }, user, {
      facility: facility ?? '',
      patientId: null,
      encounterId: null,
      practitionerId: null,
    });

  const isListed = async (user: User, encounterId: string): Promise<boolean> => {
    const scopes = queueScopes(engine.registry.accessTables, user);
    const stands = (task: TaskRow): boolean => scopes.some((scope) => isInScope(scope, task));
    const { members } = await store.loadFamily(`chart.${encounterId}`);
    const open = members.filter((member) => member.isOpen);
    const tasks = await Promise.all(open.map((member) => store.tasksOf(member.id)));
    if (tasks.flat().some(stands)) return true;
    return isOpenBefore(user, members[0]?.patientId ?? null, encounterId);
  };

  /** Seen while it was on their lists: whoever has it open as it leaves them is not shut out in mid-sentence. */
  const isOpenBefore = async (
    user: User,
    patientId: string | null,
    encounterId: string,
  ): Promise<boolean> => {
    if (patientId === null) return false;
    const fromAt = store.now() - openMs;
    const rows = await store.audit({ patientId, userId: user.id, fromAt, limit: 200 });
    return rows.some(
      (row) => row.action === 'view' && row.encounterId === encounterId && row.purpose === null,
    );
  };

  /** True for those who treated, wrote or signed in this encounter, for whoever must cure a lack of it, and for their cover. */
  const isInvolved = async (user: User, rows: readonly ResourceRow[]): Promise<boolean> => {
    if (user.practitionerId === undefined) return false;
    const facts = toChartFacts(rows, { version: 0 });
    if (facts === null) return false;
    const encounter = rows.find((row) => row.id === facts.encounterId && row.type === 'Encounter');
    const { members } = await store.loadFamily(`chart.${facts.encounterId}`);
    const involved = [
      ...objectsOf(encounter?.body.participant).map((one) =>
        practitionerIdOf(one.individual, rows),
      ),
      ...facts.documents.flatMap((one) => [one.authorId, one.signerId]),
      ...facts.procedures.flatMap((one) => [one.surgeonId, one.anesthesiologistId]),
      ...members.map((member) => member.practitionerId),
    ];
    const { facility, patientId } = facts;
    return involved.some(
      (practitionerId) =>
        practitionerId !== null &&
        permits({ roles: [], own: ['physician'], cover: 'work' }, user, {
          facility,
          patientId,
          encounterId: facts.encounterId,
          practitionerId,
        }),
    );
  };

  return {
    mayRead,
    isListed,
    readable: async (c, encounterId) => {
      const rows = await store.resources({ encounterId });
      const encounter = rows.find((row) => row.type === 'Encounter' && row.id === encounterId);
      const user = c.get('user');
      if (encounter !== undefined) {
        const { facility, patientId } = encounter;
        if (mayRead(user, facility)) {
          if (!(await isListed(user, encounterId)))
            assertPurpose(c.get('purpose'), `The chart of encounter ${encounterId}`);
          return rows;
        }
        if (await isInvolved(user, rows)) return rows;
        const what = { action: 'refused', what: 'chart', patientId, encounterId } as const;
        await store.commit({ audit: [auditOf(c, services, what)] });
      }
      throw new Refusal('not-found', `There is no chart of encounter ${encounterId} for you.`);
    },
  };
}
