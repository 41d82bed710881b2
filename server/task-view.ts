import type { z } from '@hono/zod-openapi';
import { type Claim, type ListedTask, noDueAt } from '../engine/store.ts';
import { daysBetween, localDateOf } from '../engine/time/zone.ts';
import type { TaskShape } from './contract.ts';
import type { Joined } from './names.ts';

export type TaskView = z.infer<typeof TaskShape>;

const dueSoonDays = 3;

/** A task as the API shows it: names joined, ageing derived from the dates at this moment. */
export function toTaskView(
  task: ListedTask,
  joined: Joined,
  { at, zone, userId }: { readonly at: number; readonly zone: string; readonly userId: string },
): TaskView {
  const hasDue = task.dueAt !== noDueAt;
  const toGo = hasDue && task.dueOn !== '' ? daysBetween(localDateOf(at, zone), task.dueOn) : null;
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
    encounter: joined.encounter(task.encounterId),
    practitioner: joined.practitioner(task.practitionerId),
    rule: task.rule,
    claim: task.claim && toClaimView(task.claim, userId),
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
