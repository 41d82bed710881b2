import { assign, setup } from 'xstate';
import {
  askAbsences,
  type DeficiencyEvent,
  type LeftParams,
  leaveLevel,
  type ReachedParams,
  reassigned,
} from './deficiency-asks.ts';
import type { DeficiencyContext } from './deficiency-context.ts';
import { whileOpen, whileOwned } from './deficiency-ways.ts';
import type { DeficiencyInput } from './events.ts';
import { highestReached } from './levels.ts';
import { isDepartmental } from './owners.ts';
import { revised } from './revised.ts';

const prepared = setup({
  types: {
    context: {} as DeficiencyContext,
    events: {} as DeficiencyEvent,
    input: {} as DeficiencyInput,
    tags: {} as 'closed' | 'open',
  },
  guards: {
    isTimeliness: ({ context }) => context.finding.kind === 'timeliness',
    isQualitative: ({ context }) => context.finding.kind === 'qualitative',
    isDoubtful: ({ context }) => context.considered.length > 0 && context.resolvedBy === null,
    isDictated: ({ context }) =>
      context.finding.progress === 'dictated' && context.ownerId !== null,
    hasOwner: ({ context }) => context.ownerId !== null || isDepartmental(context.finding),
    isSignature: ({ context }) =>
      ['unsigned', 'cosign', 'verbal-order', 'edit-transcription'].includes(context.finding.kind),
    /** What is missing or unsigned is not cured by words. */
    asksSomething: ({ context }) => context.finding.kind === 'missing-element',
    /** An event without a document asks only whether there is one to sign. */
    signsItsDocument: ({ context, event }) =>
      event.type === 'deficiency.sign' &&
      context.finding.documentId !== null &&
      (event.documentId ?? context.finding.documentId) === context.finding.documentId,
    /** Asked with the type alone, whether it could be. */
    isDictatedNow: ({ event }) =>
      event.type === 'deficiency.revise' && event.finding?.progress === 'dictated',
    saysDictated: ({ event }) => event.type === 'deficiency.start' && event.progress === 'dictated',
    saysTranscribed: ({ event }) =>
      event.type === 'deficiency.start' && event.progress === 'transcribed',
  },
  actions: {
    keepOwner: assign(({ event }) =>
      event.type === 'deficiency.assign'
        ? {
            ownerId: event.practitionerId,
            ownedSince: event.at,
            absences: [],
            level: 0,
            declineReason: null,
          }
        : {},
    ),
    keepAbsences: assign(({ context, event }) =>
      event.type === 'deficiency.absences-report' && event.practitionerId === context.ownerId
        ? { absences: event.absences }
        : {},
    ),
    // Told late, several levels may have passed: the highest counts, and has one letter.
    keepLevel: assign(({ context, event }) => ({ level: highestReached(context, event.at) })),
    keepDecline: assign(({ event }) =>
      event.type === 'deficiency.decline' ? { declineReason: event.reason } : {},
    ),
    keepAnswer: assign(({ event }) =>
      event.type === 'deficiency.answer' ? { answer: event.answer } : {},
    ),
    keepOutcome: assign(({ event }) => ('reason' in event ? { outcomeReason: event.reason } : {})),
    keepQuestion: assign(({ context, event }) =>
      event.type === 'deficiency.question'
        ? { considered: [...new Set([...context.considered, ...event.documentIds])] }
        : {},
    ),
    keepResolution: assign(({ event }) =>
      event.type === 'deficiency.resolve' ? { resolvedBy: event.documentId } : {},
    ),
    keepFinding: assign(({ context, event }) =>
      event.type === 'deficiency.revise' ? revised(context, event.finding, event.at) : {},
    ),
    keepReopened: assign(({ context, event }) =>
      event.type === 'deficiency.reopen'
        ? {
            ...revised(context, event.finding, event.at),
            isOverdueNoticed: false,
            outcomeReason: null,
            resolvedBy: null,
            considered: event.finding.candidates ?? [],
          }
        : {},
    ),
    keepPatient: assign(({ event }) =>
      event.type === 'deficiency.move-patient' ? { patientId: event.patientId } : {},
    ),
    noteOverdue: assign({ isOverdueNoticed: true }),
    postSignature: (_, _params: { documentId: string; contentHash: string }) => {},
    notifyOverdue: (_, _params: { practitionerId: string | null }) => {},
    'deficiency.level-reached': (_, _params: ReachedParams | false) => {},
    'deficiency.level-left': (_, _params: LeftParams | false) => {},
    'absences.ask': (_, _params: { practitionerId: string } | false) => {},
  },
});

/** One thing a chart lacks, from the rule that found it to the proof that it is cured. */
export const deficiencyMachine = prepared.createMachine({
  id: 'deficiency',
  context: ({ input }) => ({
    ...input,
    ownerId: input.finding.ownerId,
    ownedSince: input.finding.ownedFromAt ?? null,
    absences: input.finding.absences ?? [],
    level: 0,
    declineReason: null,
    outcomeReason: null,
    answer: null,
    considered: input.finding.candidates ?? [],
    resolvedBy: null,
    isOverdueNoticed: false,
  }),
  // Whatever state it is in, and when it is closed too: a number that was merged away leads to nobody.
  on: { 'deficiency.move-patient': { actions: 'keepPatient' } },
  initial: 'suggested',
  states: {
    suggested: {
      tags: 'open',
      always: [
        { guard: 'isTimeliness', target: 'recorded' },
        { guard: 'isQualitative', target: 'referred' },
        { guard: 'isDoubtful', target: 'needsReanalysis' },
        { guard: 'isDictated', target: 'inProgress.dictated' },
        { guard: 'hasOwner', target: 'assigned' },
      ],
      on: {
        ...whileOpen(),
        'deficiency.assign': { target: 'assigned', actions: ['keepOwner', askAbsences()] },
      },
    },
    assigned: {
      tags: 'open',
      on: { ...whileOpen(), ...whileOwned() },
    },
    inProgress: {
      tags: 'open',
      initial: 'dictated',
      on: { ...whileOpen(), ...whileOwned() },
      states: { dictated: {}, transcribed: {}, awaitingSignature: {} },
    },
    declined: {
      tags: 'open',
      on: {
        ...whileOpen(),
        'deficiency.assign': { target: 'assigned', actions: reassigned() },
        'deficiency.refuse-decline': { target: 'assigned', actions: 'keepOutcome' },
        'deficiency.uphold-decline': { target: 'voided', actions: [leaveLevel(), 'keepOutcome'] },
      },
    },
    completed: {
      tags: 'open',
      always: { guard: 'isSignature', target: 'verified', actions: leaveLevel() },
      on: {
        ...whileOpen(),
        'deficiency.verify': { target: 'verified', actions: leaveLevel() },
        'deficiency.reject': { target: 'assigned', actions: 'keepOutcome' },
      },
    },
    /** A document came that might cure it, and a rule must not decide. */
    needsReanalysis: {
      tags: 'open',
      on: {
        ...whileOpen(),
        'deficiency.assign': { actions: reassigned() },
        'deficiency.resolve': { target: 'cleared', actions: [leaveLevel(), 'keepResolution'] },
        'deficiency.keep': { target: 'assigned', actions: 'keepOutcome' },
      },
    },
    /** A finding about content: with clinical documentation or quality, never on a signature list. */
    referred: {
      on: {
        'deficiency.revise': { actions: 'keepFinding' },
        'deficiency.complete': { target: 'voided', actions: 'keepOutcome' },
        'deficiency.void': { target: 'voided', actions: 'keepOutcome' },
        'deficiency.clear': { target: 'cleared', actions: 'keepOutcome' },
        'deficiency.retire': 'retired',
      },
    },
    verified: {
      tags: 'closed',
      on: {
        'deficiency.signature-fail': { target: 'assigned', actions: 'keepOutcome' },
        'deficiency.reopen': { target: 'suggested', actions: 'keepReopened' },
      },
    },
    cleared: {
      tags: 'closed',
      on: { 'deficiency.reopen': { target: 'suggested', actions: 'keepReopened' } },
    },
    voided: { tags: 'closed' },
    retired: { tags: 'closed' },
    /** Present but late: it cannot be cured, is counted, and stands in no list. */
    recorded: {
      tags: 'closed',
      on: {
        'deficiency.clear': { target: 'cleared', actions: 'keepOutcome' },
      },
    },
  },
});
