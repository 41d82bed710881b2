import { z } from '@hono/zod-openapi';
import { maySend, queueScopes } from '../engine/access.ts';
import { Refusal } from '../engine/errors.ts';
import { type Text, textOf } from '../engine/model/text.ts';
import type { User } from '../engine/model/user.ts';
import { canSend } from '../engine/step.ts';
import type { ListedTask, TaskCursor } from '../engine/store.ts';
import type { Instance } from '../engine/workflow.ts';
import type { Services } from './context.ts';
import { EncounterShape, PatientShape, TaskShape, TextShape } from './contract.ts';
import { contentPlaceOf } from './document-content.ts';
import { hasOpened } from './signing.ts';
import { type TaskView, toTaskView } from './task-view.ts';

const pageSize = 1000;
const listStates = ['open', 'on-hold', 'waiting'];

const Totals = z.object({
  open: z.number().int(),
  overdue: z.number().int(),
  dueSoon: z.number().int(),
});
const Person = z.object({ id: z.string(), name: z.string() });
const Item = z.object({
  task: TaskShape,
  /** Whose work it is when it is not one's own. */
  covered: Person.nullable(),
  /** The events that this user may send now. */
  allowed: z.array(z.string()),
  /** What is to be signed; `isOpened` once this user was shown these very words. */
  document: z
    .object({ id: z.string(), contentHash: z.string().nullable(), isOpened: z.boolean() })
    .nullable(),
});

export const PhysicianListShape = z
  .object({
    asOf: z.iso.datetime(),
    /** A sentence where nothing is due: an empty list is an answer, not a failure. */
    message: TextShape.nullable(),
    totals: z.object({ all: Totals, mine: Totals, covered: Totals }),
    covers: z.array(
      z.object({
        practitioner: Person,
        facilities: z.union([z.literal('*'), z.array(z.string())]),
        maySign: z.boolean(),
      }),
    ),
    encounters: z.array(
      z.object({
        encounter: EncounterShape.nullable(),
        patient: PatientShape.nullable(),
        facility: z.string(),
        totals: Totals,
        items: z.array(Item),
      }),
    ),
    /** Encounters in all; `offset` and `limit` page through them. */
    total: z.number().int(),
  })
  .openapi('PhysicianList');
export type PhysicianList = z.infer<typeof PhysicianListShape>;

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** All that a practitioner must do, and those whom they cover, by encounter, the most urgent first. */
export function createPhysicianList(services: Services) {
  const { store, engine, names, policies } = services;
  const { registry } = engine;

  /** A person's own lists: an index seek each, whatever else is open. */
  const tasksOf = async (user: User): Promise<readonly ListedTask[]> => {
    const scopes = queueScopes(registry.accessTables, user).filter(
      ({ practitioners }) => practitioners !== null,
    );
    const found: ListedTask[] = [];
    for (const scope of scopes)
      for (const listState of listStates) {
        let after: TaskCursor | null = null;
        do {
          const page = await store.tasks({
            scope,
            listState,
            limit: pageSize,
            ...(after === null ? {} : { after }),
          });
          // Of charts alone: one's own leave or letter is another list.
          found.push(...page.tasks.filter(({ encounterId }) => encounterId !== null));
          after = page.next;
        } while (after !== null);
      }
    return found.sort((a, b) => a.rank - b.rank || a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1));
  };

  const viewsOf = async (tasks: readonly ListedTask[], user: User): Promise<TaskView[]> => {
    const at = store.now();
    const joined = await names.join(tasks, await policies.zoneOf(null));
    return Promise.all(
      tasks.map(async (task) =>
        toTaskView(task, joined, {
          at,
          zone: await policies.zoneOf(task.facility),
          userId: user.id,
        }),
      ),
    );
  };

  const documentOf = async (
    instance: Instance,
    user: User,
  ): Promise<z.infer<typeof Item>['document']> => {
    const { finding } = instance.context as { finding?: { documentId?: string | null } };
    const id = finding?.documentId ?? null;
    const row = id === null ? undefined : await store.resource('DocumentReference', id);
    if (row === undefined || row.isDeleted) return null;
    const hash = (await contentPlaceOf(store, row))?.hash ?? null;
    const isOpened = hash !== null && (await hasOpened(store, user, row, hash));
    return { id: row.id, contentHash: hash, isOpened };
  };

  const itemOf = async (task: TaskView, user: User): Promise<z.infer<typeof Item>> => {
    const instance = await store.load(task.instanceId);
    const { practitioner } = task;
    const covered = practitioner?.id === user.practitionerId ? null : practitioner;
    if (instance === undefined) return { task, covered, allowed: [], document: null };
    const workflow = registry.workflow(instance.workflow, instance.workflowVersion);
    const allowed = Object.keys(workflow.events).filter(
      (type) =>
        maySend(workflow.access, user, instance, type) && canSend(workflow, instance, { type }),
    );
    return { task, covered, allowed, document: await documentOf(instance, user) };
  };

  return async (user: User, { offset, limit }: Page): Promise<PhysicianList> => {
    const { practitionerId } = user;
    if (practitionerId === undefined)
      throw new Refusal(
        'not-permitted',
        'This list is of a practitioner, and you are entered as none. Ask an administrator.',
      );
    const asOf = store.now();
    const views = await viewsOf(await tasksOf(user), user);
    const groups = byEncounter(views);
    const covers = user.covers ?? [];
    const { practitioner } = await names.join(
      covers.map((one) => ({ patientId: null, encounterId: null, ...one })),
      await policies.zoneOf(null),
    );
    const isMine = (task: TaskView): boolean => task.practitioner?.id === practitionerId;
    const shown = groups.slice(offset, offset + limit);
    return {
      asOf: new Date(asOf).toISOString(),
      message: views.length === 0 ? nothingDue(asOf) : null,
      totals: {
        all: totalsOf(views),
        mine: totalsOf(views.filter(isMine)),
        covered: totalsOf(views.filter((task) => !isMine(task))),
      },
      covers: covers.map(({ practitionerId: id, facilities, maySign }) => ({
        practitioner: practitioner(id) ?? { id, name: id },
        facilities: facilities === '*' ? facilities : [...facilities],
        maySign,
      })),
      encounters: await Promise.all(
        shown.map(async (tasks) => ({
          encounter: tasks[0]?.encounter ?? null,
          patient: tasks[0]?.patient ?? null,
          facility: tasks[0]?.facility ?? '',
          totals: totalsOf(tasks),
          items: await Promise.all(tasks.map((task) => itemOf(task, user))),
        })),
      ),
      total: groups.length,
    };
  };
}

/** In the order of the first task of each. */
function byEncounter(tasks: readonly TaskView[]): readonly (readonly TaskView[])[] {
  const groups = new Map<string, TaskView[]>();
  for (const task of tasks) {
    const key = task.encounter?.id ?? task.id;
    groups.set(key, [...(groups.get(key) ?? []), task]);
  }
  return [...groups.values()];
}

function totalsOf(tasks: readonly TaskView[]): z.infer<typeof Totals> {
  const open = tasks.filter(({ listState }) => listState === 'open');
  const ageing = (kind: string): number => open.filter((task) => task.ageing === kind).length;
  return { open: open.length, overdue: ageing('overdue'), dueSoon: ageing('due-soon') };
}

function nothingDue(at: number): Text {
  const instant = new Date(at).toISOString();
  return textOf('physician-list.nothing-due', 'Nothing is due as of {instant}', { instant });
}
