import { z } from '@hono/zod-openapi';
import { maySend } from '../engine/access.ts';
import { tasksEnded } from '../engine/insight/ways-out.ts';
import type { User } from '../engine/model/user.ts';
import { canSend, standingDeadlines } from '../engine/step.ts';
import { localDateOf } from '../engine/time/zone.ts';
import type { Instance } from '../engine/workflow.ts';
import type { Services } from './context.ts';
import type { InstanceShape } from './contract.ts';
import { toTaskView } from './task-view.ts';

/** An instance as the API shows it: state, what this user may do with it now, its clocks and tasks. */
export function createInstanceView({ engine, store, names, policies }: Services) {
  const { registry } = engine;

  const view = async (instance: Instance, user: User): Promise<z.infer<typeof InstanceShape>> => {
    const workflow = registry.workflow(instance.workflow, instance.workflowVersion);
    const zone = await policies.zoneOf(instance.facility);
    const [tasks, family] = await Promise.all([
      store.tasksOf(instance.id),
      instance.familyId === null ? null : store.loadFamily(instance.familyId),
    ]);
    const joined = await names.join([instance, ...tasks], zone);
    const allowed = Object.entries(workflow.events)
      .filter(
        ([type]) =>
          maySend(workflow.access, user, instance, type) && canSend(workflow, instance, { type }),
      )
      .map(([type, schema]) => ({
        type,
        title: type.replace(/^[^.]*\./, '').replaceAll('-', ' '),
        schema: z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<
          string,
          unknown
        >,
        endsTasks: [...(tasksEnded(workflow, instance, { type, at: store.now() }) ?? [])],
      }));
    return {
      id: instance.id,
      workflow: instance.workflow,
      workflowVersion: instance.workflowVersion,
      version: instance.version,
      familyId: instance.familyId,
      isOpen: instance.isOpen,
      facility: instance.facility,
      state: instance.state,
      context: instance.context,
      patient: joined.patient(instance.patientId),
      encounter: joined.encounter(instance.encounterId),
      allowed,
      clocks: standingDeadlines(workflow, instance).map(({ key, dueAt, citation, event }) => ({
        key,
        dueAt: new Date(dueAt).toISOString(),
        on: localDateOf(dueAt, zone),
        citation,
        event: event.type,
      })),
      tasks: tasks.map((task) =>
        toTaskView(task, joined, { at: store.now(), zone, userId: user.id }),
      ),
      members: (family?.members ?? []).map((member) => ({
        id: member.id,
        workflow: member.workflow,
        isOpen: member.isOpen,
        title:
          registry
            .workflow(member.workflow, member.workflowVersion)
            .describe?.(member.context as never) ?? null,
      })),
    };
  };

  return view;
}
