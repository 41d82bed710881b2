import type { z } from '@hono/zod-openapi';
import { type Claim, type ListedTask, noDueAt } from '../engine/store.ts';
import { daysBetween, localDateOf } from '../engine/time/zone.ts';
import type { ChartDeficiencies } from './chart-deficiencies.ts';
import type { TaskShape } from './contract.ts';
import type { Joined } from './names.ts';

export type TaskView = z.infer<typeof TaskShape>;

/** Until how many local days before its due date a task counts as due soon, the day itself included. */
export const dueSoonDays = 3;

/** A task as the API shows it: names joined, ageing derived from the dates at this moment. */
export function toTaskView(
  task: ListedTask,
  joined: Joined,
  given: {
    readonly at: number;
    readonly zone: string;
    readonly userId: string;
    /** Only lists of charts tell of them. */
    readonly deficiencies?: ChartDeficiencies | undefined;
  },
): TaskView {
  const { at, zone, userId, deficiencies } = given;
  const today = localDateOf(at, zone);
  const encounter = joined.encounter(task.encounterId);
  const hasDue = task.dueAt !== noDueAt;
  const toGo = hasDue && task.dueOn !== '' ? daysBetween(today, task.dueOn) : null;
  return {
    id: task.id,
    instanceId: task.instanceId,
    key: task.key,
    workflow: task.workflow,
    facility: task.facility,
    queue: task.queue,
    listState: task.listState,
    title: task.title,
    priority: task.rank === 0 ? 0 : -task.rank,
    dueAt: hasDue ? iso(task.dueAt) : null,
    dueOn: task.dueOn === '' ? null : task.dueOn,
    accountableDueAt: task.accountableDueAt === noDueAt ? null : iso(task.accountableDueAt),
    ageing: ageingOf(task.dueAt, at, toGo),
    daysLate: toGo === null ? 0 : Math.max(0, -toGo),
    openedAt: iso(task.openedAt),
    patient: joined.patient(task.patientId),
    encounter,
    practitioner: joined.practitioner(task.practitionerId),
    ...daysOf(encounter, zone, today),
    deficiencies: deficiencies
      ? {
          open: deficiencies.open,
          total: deficiencies.total,
          oldestOwner: joined.practitioner(deficiencies.oldestOwnerId),
        }
      : null,
    rule: task.rule,
    claim: task.claim && toClaimView(task.claim, userId),
  };
}

/** By local dates, so that neither a change of the clocks nor the hour of a discharge counts. */
function daysOf(
  encounter: TaskView['encounter'],
  zone: string,
  today: string,
): Pick<TaskView, 'stayDays' | 'daysOut'> {
  const { admittedAt = null, dischargedAt = null } = encounter ?? {};
  if (dischargedAt === null) return { stayDays: null, daysOut: null };
  const out = localDateOf(Date.parse(dischargedAt), zone);
  return {
    stayDays:
      admittedAt === null ? null : daysBetween(localDateOf(Date.parse(admittedAt), zone), out),
    daysOut: daysBetween(out, today),
  };
}

export function toClaimView(claim: Claim, userId: string): NonNullable<TaskView['claim']> {
  return {
    holderId: claim.holderId,
    holderName: claim.holderName,
    claimedAt: iso(claim.claimedAt),
    expiresAt: iso(claim.expiresAt),
    mine: claim.holderId === userId,
  };
}

function ageingOf(dueAt: number, at: number, toGo: number | null): TaskView['ageing'] {
  if (dueAt === noDueAt) return 'none';
  if (at > dueAt) return 'overdue';
  return toGo !== null && toGo <= dueSoonDays ? 'due-soon' : 'current';
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
