import { Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { ListedTask } from '../../engine/store.ts';
import { localDateOf } from '../../engine/time/zone.ts';
import type { Services } from '../context.ts';
import { leaveIdOf } from '../leaves.ts';
import { createRuleChanges } from '../rules/rule-changes.ts';
import type { HospitalEvent, OfficeAct, Person } from './hospital-feed.ts';
import { createOfficeDesk } from './office-desk.ts';
import { createOfficeDocuments } from './office-documents.ts';
import type { Past } from './past.ts';
import { auditRow, userOf } from './people-at-work.ts';

const dayMs = 24 * 60 * 60_000;
type Office = Extract<HospitalEvent, { kind: 'office' }>;

/** What a department does each working day: letters, suspensions, documents in doubt, feeds, leave, drafts of rules. */
export function createOfficeDays(
  past: Past,
  {
    engine: present,
    ruleVersions,
    policies,
    newId,
  }: Pick<Services, 'engine' | 'ruleVersions' | 'policies' | 'newId'>,
  {
    people,
    facility,
    zone,
  }: { people: ReadonlyMap<string, Person>; facility: string; zone: string },
) {
  const { engine, store, letters } = past;

  /** What was in a list of the facility at that instant; what came later is not seen yet. */
  const listed = async (queue: string): Promise<readonly ListedTask[]> => {
    const scope = { queue, title: '', facilities: [facility], practitioners: null };
    const { tasks } = await store.tasks({ scope, listState: 'open', limit: 200 });
    return tasks.filter(({ openedAt }) => openedAt <= store.now());
  };

  const ruleChanges = createRuleChanges({ engine, versions: ruleVersions, policies, newId });
  const documents = createOfficeDocuments({ past, present, policies, listed });
  const desk = createOfficeDesk({ past, policies, facility, zone, listed });
  const lead = people.get('him-supervisor');

  const printLetters = async (name: string, user: User): Promise<void> => {
    const audit = (what: string) =>
      auditRow({ at: store.now(), user, name, instance: null }, what, 'act');
    const ids = (await listed('letters')).map(({ instanceId }) => instanceId);
    if (ids.length === 0) return;
    const { batch } = await letters.batches.make({ facility, ids, user, audit });
    await letters.batches.markPrinted(batch, { user, audit });
  };

  /** One in five is declined; a proposal of yesterday waits for the next meeting. */
  const decideSuspensions = async (name: string, user: User): Promise<void> => {
    const on = localDateOf(store.now(), zone);
    for (const { instanceId } of await listed('suspensions')) {
      const one = await store.load(instanceId);
      if (one === undefined || store.now() - one.updatedAt < 2 * dayMs) continue;
      const isDeclined = instanceId.charCodeAt(instanceId.length - 1) % 5 === 0;
      const event =
        one.state === 'liftProposed'
          ? { type: 'suspension.lift', on }
          : one.state !== 'proposed'
            ? null
            : isDeclined
              ? {
                  type: 'suspension.decline',
                  reason: 'Spoke with the department chair; records promised this week.',
                }
              : {
                  type: 'suspension.confirm',
                  on,
                  reason: 'Records past the limit after two letters.',
                };
      if (event === null) continue;
      const eventId = `demo:${name}/${instanceId}`;
      await engine.send(instanceId, event, {
        user,
        eventId,
        audit: (at, instance) => [
          auditRow({ at, user, name: `${name}/${instanceId}`, instance }, event.type, 'act'),
        ],
      });
    }
  };

  const leave = async (
    name: string,
    { practitionerId, fromOn, toOn, reason, outcome, id }: Extract<OfficeAct, { do: 'leave' }>,
    user: User,
  ): Promise<void> => {
    const own = people.get(practitionerId);
    if (own === undefined) return;
    const input = { facility, practitionerId, fromOn, toOn, reason };
    const leaveId = leaveIdOf(practitionerId, id);
    await engine.start('leave', input, { user: userOf(own), id: leaveId, eventId: `demo:${name}` });
    if (outcome === 'wait') return;
    const event =
      outcome === 'approve'
        ? { type: 'leave.approve' }
        : { type: 'leave.decline', reason: 'No cover could be found for these days.' };
    await engine.send(leaveId, event, { user, eventId: `demo:${name}/decided` });
  };

  const draftRule = async (
    name: string,
    { ruleSetId, outcome }: Extract<OfficeAct, { do: 'draft-rule' }>,
    user: User,
  ): Promise<void> => {
    const draft = await ruleChanges.begin(ruleSetId, {}, { user, eventId: `demo:${name}` });
    if (outcome === 'draft') return;
    if (outcome === 'withdraw') {
      const reason = 'The committee keeps the present levels.';
      const event = { type: 'rule.withdraw', reason };
      await engine.send(draft.id, event, { user, eventId: `demo:${name}/withdrawn` });
      return;
    }
    const effectiveFrom = localDateOf(store.now() + 21 * dayMs, zone);
    const note = 'Ageing levels as the medical executive committee discussed them.';
    await engine.send(
      draft.id,
      { type: 'rule.propose', effectiveFrom, note },
      { user, eventId: `demo:${name}/proposed` },
    );
  };

  return async ({ id, by, act }: Office): Promise<null> => {
    const person = people.get(by);
    if (person === undefined) return null;
    const user = userOf(person);
    try {
      switch (act.do) {
        case 'print-letters':
          await printLetters(id, user);
          break;
        case 'decide-suspensions':
          await decideSuspensions(id, user);
          break;
        case 'index-documents':
          await documents.indexDocuments(id, user, lead === undefined ? user : userOf(lead));
          break;
        case 'mend-intake':
          await documents.mendIntake(id, user);
          break;
        case 'claim':
          await desk.claim(id, act, user);
          break;
        case 'feed':
          await desk.feed(id, act, user);
          break;
        case 'leave':
          await leave(id, act, user);
          break;
        case 'draft-rule':
          await draftRule(id, act, user);
          break;
      }
    } catch (error) {
      // Done before the load was cut short, or nothing is left of it to do.
      if (!(error instanceof Refusal)) throw error;
    }
    return null;
  };
}
