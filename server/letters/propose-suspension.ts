import type { Engine } from '../../engine/engine.ts';
import { isConflict, Refusal } from '../../engine/errors.ts';
import { systemUser } from '../../engine/model/user.ts';
import { localDateOf } from '../../engine/time/zone.ts';
import type { Instance, WorkflowEvent } from '../../engine/workflow.ts';
import type { SuspensionReason } from '../../engine/workflows/suspension/events.ts';
import type { Leaves } from '../leaves.ts';
import type { Policies } from '../policies.ts';
import { isAway } from './compose-letter.ts';
import { suspensionIdOf } from './ids.ts';
import { type OpenDeficiencies, type OpenDeficiency, reachedBy } from './open-deficiencies.ts';
import { unlessThere } from './write-letters.ts';

/** How often a lost race against a person's decision is looked at anew. */
const mostTries = 5;

export interface SuspensionParts {
  readonly engine: Engine;
  readonly policies: Policies;
  readonly leaves: Leaves;
  readonly deficiencies: OpenDeficiencies;
}

export interface SuspensionRequest {
  readonly practitionerId: string;
  readonly facility: string;
  readonly on: string;
  /** The deficiency that asks; null where a whole count does. */
  readonly deficiencyId: string | null;
  readonly cause: string;
}

export interface SuspensionProposals {
  /** Proposes a suspension unless one is open; an open one learns of a record it does not list. */
  propose(request: SuspensionRequest): Promise<void>;
  /** What it rests on was cured or became another's: a proposal without reasons withdraws itself, one in force is to be lifted. */
  reconsider(practitionerId: string, facility: string, cause: string): Promise<void>;
}

export function createSuspensionProposals(parts: SuspensionParts): SuspensionProposals {
  const { engine, policies, leaves, deficiencies } = parts;
  const { store } = engine;

  const reasonsFor = async (
    practitionerId: string,
    facility: string,
    on: string,
  ): Promise<readonly SuspensionReason[]> => {
    const open = await deficiencies.of(practitionerId, facility);
    return suspensionReasons(open, { on, at: store.now() });
  };

  const propose: SuspensionProposals['propose'] = async (request) => {
    const { practitionerId, facility, on, deficiencyId, cause } = request;
    const id = await suspensionIdOf(practitionerId, facility);
    const standing = await store.load(id);
    if (standing?.isOpen && deficiencyId !== null && isListed(standing, deficiencyId)) return;
    const [reasons, absences] = await Promise.all([
      reasonsFor(practitionerId, facility, on),
      leaves.absencesNow(practitionerId),
    ]);
    if (reasons.length === 0 || isAway(absences, on)) return;
    // Once for each date: who declined it is not asked again by the other records of that midnight.
    const eventId = `propose/${on}`;
    if (standing === undefined) {
      const input = { facility, practitionerId, on, reasons };
      const options = { user: systemUser, id, cause, eventId };
      await engine.start('suspension', input, options).catch(unlessKnown);
    } else if (standing.isOpen) await tell(id, { type: 'suspension.reasons', reasons }, cause);
    else {
      const event = { type: 'suspension.propose', on, reasons };
      const options = { user: systemUser, cause, eventId, ifVersion: standing.version };
      await engine.send(id, event, options).catch(unlessKnown);
    }
  };

  const reconsider: SuspensionProposals['reconsider'] = async (practitionerId, facility, cause) => {
    const id = await suspensionIdOf(practitionerId, facility);
    for (let tries = 1; ; tries += 1) {
      const standing = await store.load(id);
      if (standing === undefined || !standing.isOpen) return;
      const on = localDateOf(store.now(), await policies.zoneOf(facility));
      const reasons = await reasonsFor(practitionerId, facility, on);
      const listed = standing.context.reasons as readonly SuspensionReason[];
      if (sameIds(reasons, listed)) return;
      const event =
        reasons.length === 0
          ? { type: 'suspension.reasons-gone', on }
          : { type: 'suspension.reasons', reasons };
      try {
        await engine.send(id, event, { user: systemUser, cause, ifVersion: standing.version });
        return;
      } catch (error) {
        if (!isConflict(error) || tries >= mostTries) throw error;
      }
    }
  };

  const tell = async (id: string, event: WorkflowEvent, cause: string): Promise<void> => {
    await engine.send(id, event, { user: systemUser, cause }).catch((error: unknown) => {
      // Decided meanwhile: the next look begins from there.
      if (!(error instanceof Refusal) || error.code !== 'not-allowed-now') throw error;
    });
  };

  return { propose, reconsider };
}

/** The records at a level at which suspension is proposed, by date alone. */
export function suspensionReasons(
  open: readonly OpenDeficiency[],
  when: { readonly on: string; readonly at: number },
): readonly SuspensionReason[] {
  return open
    .flatMap((one) => {
      const level = reachedBy(one, when).find(({ proposesSuspension }) => proposesSuspension);
      if (level === undefined) return [];
      const { encounterId, finding } = one.context;
      const { documentType } = finding;
      return [{ deficiencyId: one.id, encounterId, documentType, reachedOn: level.reachedOn }];
    })
    .toSorted((a, b) => a.deficiencyId.localeCompare(b.deficiencyId));
}

function isListed({ context }: Instance, deficiencyId: string): boolean {
  return (context.reasons as readonly SuspensionReason[]).some(
    (one) => one.deficiencyId === deficiencyId,
  );
}

function sameIds(a: readonly SuspensionReason[], b: readonly SuspensionReason[]): boolean {
  const ids = new Set(a.map(({ deficiencyId }) => deficiencyId));
  return a.length === b.length && b.every(({ deficiencyId }) => ids.has(deficiencyId));
}

/** The same date proposed before, by another effect or by this one before it was cut short. */
function unlessKnown(error: unknown): void {
  if (error instanceof Refusal && error.code === 'event-id-reused') return;
  unlessThere(error);
}
