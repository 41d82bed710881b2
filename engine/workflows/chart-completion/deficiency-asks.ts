import type { EventsOf } from '../../workflow.ts';
import type { DeficiencyContext } from './deficiency-context.ts';
import type { deficiencyEvents } from './events.ts';
import { isSuspending, levelsOf } from './levels.ts';
import { revised } from './revised.ts';

export type DeficiencyEvent = EventsOf<typeof deficiencyEvents>;

export function reassigned() {
  return [leaveLevel(), 'keepOwner', askAbsences()] as const;
}

export function notifyOwner() {
  return {
    type: 'notifyOverdue' as const,
    params: ({ context }: { context: DeficiencyContext }) => ({ practitionerId: context.ownerId }),
  };
}

export function askAbsences() {
  return {
    type: 'absences.ask' as const,
    params: ({ event }: { event: DeficiencyEvent }) =>
      event.type === 'deficiency.assign' && { practitionerId: event.practitionerId },
  };
}

/**
 * Asked for only where the level has a consequence. Told late, several levels may have passed at once:
 * the highest counts, and the last letter among them goes out at its own level.
 */
export function reachLevel() {
  return {
    type: 'deficiency.level-reached' as const,
    params: ({ context, event }: { context: DeficiencyContext; event: DeficiencyEvent }) => {
      if (event.type !== 'deficiency.level-pass') return false;
      const passed = levelsOf(context).filter(
        ({ level }) => event.level <= level && level <= context.level,
      );
      const last = passed.at(-1);
      const written = passed.findLast((one) => one.letter !== null);
      if (last === undefined || (written === undefined && !last.proposesSuspension)) return false;
      const { ownerId, facility } = context;
      return {
        practitionerId: ownerId,
        facility,
        level: (written ?? last).level,
        on: last.reachedOn,
        letter: written?.letter ?? null,
        proposesSuspension: last.proposesSuspension,
      };
    },
  };
}

/** Told when what spoke for a suspension is cured, or becomes another's. */
export function leaveLevel() {
  return {
    type: 'deficiency.level-left' as const,
    params: ({ context, event }: { context: DeficiencyContext; event: DeficiencyEvent }) => {
      const { ownerId, facility } = context;
      const isKept =
        event.type === 'deficiency.revise' &&
        revised(context, event.finding, event.at).ownerId === ownerId;
      if (ownerId === null || isKept || !isSuspending(context)) return false;
      return { practitionerId: ownerId, facility };
    },
  };
}

export interface ReachedParams {
  readonly practitionerId: string | null;
  readonly facility: string;
  readonly level: number;
  readonly on: string;
  readonly letter: string | null;
  readonly proposesSuspension: boolean;
}

export interface LeftParams {
  readonly practitionerId: string;
  readonly facility: string;
}
