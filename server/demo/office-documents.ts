import type { Engine } from '../../engine/engine.ts';
import type { User } from '../../engine/model/user.ts';
import type { ListedTask } from '../../engine/store.ts';
import type { Instance, WorkflowEvent } from '../../engine/workflow.ts';
import type { DocumentIndexingContext } from '../../engine/workflows/document-indexing/machine.ts';
import type { DocumentPatientContext } from '../../engine/workflows/document-patient/machine.ts';
import { createExceptionSweep } from '../intake/exception-sweep.ts';
import type { Policies } from '../policies.ts';
import type { Past } from './past.ts';

const dayMs = 24 * 60 * 60_000;

interface Parts {
  readonly past: Past;
  /** The engine of this moment: what waits of a cause is counted now, whenever it came. */
  readonly present: Engine;
  readonly policies: Policies;
  listed(queue: string): Promise<readonly ListedTask[]>;
}

/** Those who look after what the intake cannot settle by itself: about half of what waits is decided in a day. */
export function createOfficeDocuments({ past, present, policies, listed }: Parts) {
  const { engine, store } = past;
  const sweep = createExceptionSweep({ engine: present, policies, wake: () => {} });

  /** What stood at that instant; what was touched later is not told of backwards. */
  const standing = async (task: ListedTask): Promise<Instance | undefined> => {
    const one = await store.load(task.instanceId);
    return one !== undefined && one.updatedAt <= store.now() ? one : undefined;
  };

  const indexDocuments = async (name: string, analyst: User, lead: User): Promise<void> => {
    for (const [index, task] of (await listed('document-indexing')).entries()) {
      if (store.now() - task.openedAt < dayMs || index % 2 === 1) continue;
      const one = await standing(task);
      const [event, isLeads] = one === undefined ? [null, false] : decisionOn(one);
      if (event === null) continue;
      const options = {
        user: isLeads ? lead : analyst,
        eventId: `demo:${name}/${task.instanceId}`,
      };
      await engine.send(task.instanceId, event, options);
    }
  };

  /** Orders are not taken here: they are set aside until the sender stops sending them. */
  const mendIntake = async (name: string, user: User): Promise<void> => {
    await sweep.run();
    const scope = {
      queue: 'intake-exceptions',
      title: '',
      facilities: '*',
      practitioners: null,
    } as const;
    const { tasks } = await store.tasks({ scope, listState: 'open', limit: 100 });
    for (const { instanceId } of tasks) {
      const one = await store.load(instanceId);
      if (one?.workflow !== 'intake-exception' || !String(one.context.what).startsWith('ORM'))
        continue;
      const reason = 'Orders belong to the order system; its owner filters them from the feed.';
      const event = { type: 'intake.set-aside', reason };
      await present.send(one.id, event, { user, eventId: `demo:${name}/${one.id}` });
    }
  };

  return { indexDocuments, mendIntake };
}

/** What a person decides about a document in doubt, and whether it takes a lead. */
function decisionOn({ workflow, context }: Instance): readonly [WorkflowEvent | null, boolean] {
  if (workflow === 'document-patient') {
    const { proposals } = context as unknown as DocumentPatientContext;
    const [only] = proposals;
    if (only !== undefined && proposals.length === 1)
      return [{ type: 'document.choose-patient', patientId: only.patientId }, false];
    const reason = 'Returned to the sender: it names no patient of ours.';
    return [{ type: 'document.set-aside', reason }, true];
  }
  const { reasons, proposal } = context as unknown as DocumentIndexingContext;
  if (reasons.includes('patient-differs')) {
    const reason = 'The header names another patient; its author has entered it anew there.';
    return [{ type: 'document.retract', reason }, true];
  }
  if (reasons.includes('unknown-patient')) {
    const note = 'Registration has found the number; the two records are being joined.';
    return [{ type: 'document.keep', note }, false];
  }
  const { documentType, encounterId } = proposal;
  if (documentType !== null) {
    const place = encounterId === null ? {} : { encounterId };
    return [{ type: 'document.index', documentType, ...place }, false];
  }
  const note = reasons.includes('no-encounter')
    ? 'It is about no one visit and stays with the patient.'
    : 'No type of ours fits; kept as other.';
  return [{ type: 'document.keep', note }, false];
}
