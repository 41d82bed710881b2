import type { DeficiencyEvent } from './deficiency-asks.ts';
import { leaveLevel, notifyOwner, reachLevel, reassigned } from './deficiency-asks.ts';

/** What may happen to any lack that is not cured. */
export function whileOpen() {
  return {
    'deficiency.void': { target: '#deficiency.voided', actions: [leaveLevel(), 'keepOutcome'] },
    'deficiency.retire': { target: '#deficiency.retired', actions: leaveLevel() },
    'deficiency.clear': { target: '#deficiency.cleared', actions: [leaveLevel(), 'keepOutcome'] },
    'deficiency.question': { target: '#deficiency.needsReanalysis', actions: 'keepQuestion' },
    'deficiency.revise': { actions: [leaveLevel(), 'keepFinding'] },
    'deficiency.absences-report': { actions: 'keepAbsences' },
    'deficiency.due': { actions: ['noteOverdue', notifyOwner()] },
    'deficiency.level-pass': { actions: ['keepLevel', reachLevel()] },
  } as const;
}

/** What its owner may do about it, and the analyst in their stead. */
export function whileOwned() {
  return {
    'deficiency.assign': { target: '#deficiency.assigned', actions: reassigned() },
    'deficiency.start': [
      { guard: 'saysDictated', target: '#deficiency.inProgress.dictated' },
      { guard: 'saysTranscribed', target: '#deficiency.inProgress.transcribed' },
      { target: '#deficiency.inProgress.awaitingSignature' },
    ],
    'deficiency.sign': {
      guard: 'signsItsDocument',
      target: '#deficiency.completed',
      actions: {
        type: 'postSignature',
        params: ({ event }: { event: Extract<DeficiencyEvent, { type: 'deficiency.sign' }> }) => ({
          documentId: event.documentId,
          contentHash: event.contentHash,
        }),
      },
    },
    'deficiency.answer': {
      guard: 'asksSomething',
      target: '#deficiency.completed',
      actions: 'keepAnswer',
    },
    'deficiency.complete': { target: '#deficiency.completed', actions: 'keepOutcome' },
    'deficiency.decline': { target: '#deficiency.declined', actions: 'keepDecline' },
    'deficiency.revise': [
      {
        guard: 'isDictatedNow',
        target: '#deficiency.inProgress.dictated',
        actions: [leaveLevel(), 'keepFinding'],
      },
      { actions: [leaveLevel(), 'keepFinding'] },
    ],
  } as const;
}
