import { maySee, permits } from '../engine/access.ts';
import { heldBy } from '../engine/claiming.ts';
import type { Sent } from '../engine/engine.ts';
import { Refusal } from '../engine/errors.ts';
import type { User } from '../engine/model/user.ts';
import type { Instance, WorkflowEvent } from '../engine/workflow.ts';
import { refusalToChoose } from './choosing-patient.ts';
import { type AppContext, auditOf, type Services } from './context.ts';
import { refusalToFile } from './filing.ts';
import { refusalToActOnLeave } from './leave-acts.ts';
import { refusalToStartLetters } from './letters/refusal-to-start.ts';
import { refusalToSign } from './signing.ts';

export interface EventOptions {
  /** Names the event once, for a sender that may repeat it. */
  readonly key?: string | undefined;
  readonly ifVersion?: number | undefined;
}

/** What a person does to an instance, one or many: the same questions are asked of each. */
export interface EventSender {
  /** @throws Refusal `not-found` also when the user may not know that it exists; that they asked is on record */
  visible(c: AppContext, id: string): Promise<Instance>;
  /** @throws Refusal whatever stands against it */
  send(c: AppContext, id: string, event: WorkflowEvent, options?: EventOptions): Promise<Sent>;
}

export function createEventSender(services: Services): EventSender {
  const { engine, store } = services;
  const workflowOf = ({ workflow, workflowVersion }: Instance) =>
    engine.registry.workflow(workflow, workflowVersion);

  const visible: EventSender['visible'] = async (c, id) => {
    const instance = await store.load(id);
    if (instance === undefined) throw notFound(id);
    if (!maySee(workflowOf(instance).access, c.get('user'), instance)) {
      const audit = auditOf(c, services, { ...onSubject(instance, 'read'), action: 'refused' });
      await store.commit({ audit: [audit] });
      throw notFound(id);
    }
    return instance;
  };

  /**
   * Staff are told when someone else is working on it; those who lead may act all the same, and so may the one whose
   * duty it is: no claim of ours keeps a physician from signing.
   */
  const refusalForClaim = async (user: User, instance: Instance, type: string) => {
    const { access } = workflowOf(instance);
    const asStaff = permits({ roles: access.events[type]?.roles ?? [] }, user, instance);
    if (!asStaff || permits({ roles: ['supervisor', 'manager'] }, user, instance)) return null;
    const tasks = await store.tasksOf(instance.id);
    const held = tasks.find(({ claim }) => claim !== null && claim.holderId !== user.id);
    return held?.claim ? heldBy(held.id, held.claim) : null;
  };

  return {
    visible,
    send: async (c, id, event, { key, ifVersion } = {}) => {
      const user = c.get('user');
      await visible(c, id);
      return engine.send(id, event, {
        user,
        check: async (instance) =>
          (await refusalForClaim(user, instance, event.type)) ??
          (await refusalToFile(store, { workflow: workflowOf(instance), instance, event, user })) ??
          (await refusalToChoose(store, {
            workflow: workflowOf(instance),
            instance,
            event,
            user,
          })) ??
          (await services.refusalToDecide({ instance, event, user, at: store.now() })) ??
          refusalToActOnLeave(instance, event, user) ??
          (await refusalToStartLetters(services.letters.countDry, instance, event)) ??
          (event.type === 'deficiency.sign' ? refusalToSign(store, instance, event, user) : null),
        ...(key === undefined ? {} : { eventId: `key:${key}` }),
        ...(ifVersion === undefined ? {} : { ifVersion }),
        audit: (_, instance) => [auditOf(c, services, onSubject(instance, event.type))],
      });
    },
  };
}

/** The audit row's part that says to what. */
export function onSubject({ id, patientId, encounterId }: Instance, what: string) {
  return { action: 'act' as const, what: `${what}:${id}`, patientId, encounterId, instanceId: id };
}

/** @throws Refusal `invalid-input` for what names no type */
export function eventFrom(body: Record<string, unknown>): WorkflowEvent {
  if (typeof body.type !== 'string') {
    throw new Refusal(
      'invalid-input',
      'An event needs a "type". GET the instance: "allowed" lists the types.',
    );
  }
  return { ...body, type: body.type };
}

function notFound(id: string): Refusal {
  return new Refusal('not-found', `There is no instance ${id} for you.`, { instanceId: id });
}
