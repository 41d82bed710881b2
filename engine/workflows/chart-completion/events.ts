import { z } from 'zod';
import { DocumentType } from '../../model/chart-facts.ts';
import { Pause } from '../../time/obligation.ts';

const Id = z.string().min(1).max(200);
const Reason = z.string().trim().min(3).max(500).describe('Reason');
const Instant = z.number().int();

/** Which rule made a deficiency: kept inside the event, so that replay never asks a rule again. */
export const FindingRule = z.object({
  ruleSet: z.string(),
  version: z.number().int(),
  table: z.string(),
  row: z.string(),
  citation: z.string().nullable(),
});

/** The two clocks' raw material; due dates are computed from it by `time/`. */
export const FindingClock = z.object({
  /** `before`: late from the very instant at which it would start. */
  kind: z.enum(['days', 'hours', 'before']),
  amount: z.number().nonnegative(),
  startedAt: Instant,
  citation: z.string(),
});

/** What a lack is; a row of HIM's list of deficiency types each. */
export const findingKinds = [
  'missing-document',
  'unsigned',
  'cosign',
  'missing-element',
  'verbal-order',
  'awaiting-transcription',
  'edit-transcription',
  'timeliness',
  'misfile',
  'qualitative',
] as const;
export const FindingKind = z.enum(findingKinds);
export type FindingKind = z.infer<typeof FindingKind>;

/** A step of escalation, so many days after `fromAt` on the owner's clock; a row of the table `ageing-levels`. */
export const FindingLevel = z.object({
  level: z.number().int().min(1),
  row: z.string(),
  name: z.string(),
  after: z.number().positive(),
  /** Days where it is left out. */
  unit: z.literal('hours').optional(),
  /** When the count starts; with the owner where it is left out. */
  fromAt: Instant.optional(),
  /** Template of the letter that goes out. */
  letter: z.string().optional(),
  recipients: z.array(z.string()).optional(),
  suspends: z.literal(true).optional(),
});
export type FindingLevel = z.infer<typeof FindingLevel>;

/** Where in a document something is wanting. */
export const Place = z.object({
  page: z.number().int().min(1).optional().describe('Page'),
  quote: z.string().trim().min(1).max(300).optional().describe('Words in the text'),
});

/** What was found wanting in an encounter, with whom it rests and until when. What does not apply is left out. */
export const Finding = z.object({
  /** Stable within the encounter: the same lack has the same key in every evaluation. */
  key: z.string(),
  kind: FindingKind,
  documentType: z.string(),
  documentId: z.string().nullable(),
  /** Which words are to be signed: others want another signature. */
  contentKey: z.string().nullable().default(null),
  procedureId: z.string().nullable(),
  ownerRole: z.string(),
  ownerId: z.string().nullable(),
  clock: FindingClock,
  rule: FindingRule,
  /** True of what may not wait for the discharge. */
  isTimed: z.literal(true).optional(),
  /** It holds only for a stay for a minor problem, or only for one for another. */
  onlyIf: z.enum(['minor', 'not-minor']).optional(),
  /** Words are on their way. */
  progress: z.literal('dictated').optional(),
  /** Documents that might be what is missing; which of several lacks they cure a person must say. */
  candidates: z.array(z.string()).optional(),
  /** What a document does not state. */
  elements: z.array(z.string()).optional(),
  /** Why what there is does not count: written too long before. */
  isOutdated: z.literal(true).optional(),
  /** When the owner got it, where that is later than the clock's start. */
  ownedFromAt: Instant.optional(),
  place: Place.optional(),
  note: z.string().optional(),
  levels: z.array(FindingLevel).optional(),
  /** Approved absences of the owner. */
  absences: z.array(Pause).optional(),
});
export type Finding = z.infer<typeof Finding>;

/** What keeps a chart from being analysed by rule. */
export const factProblems = [
  'no-attending',
  'no-admission-time',
  'discharge-before-admission',
  'no-class',
  'no-medical-record-number',
] as const;

/** What the chart machine knows of its encounter. */
export const EncounterFacts = z.object({
  factsVersion: z.number().int(),
  class: z.string(),
  admittedAt: Instant.nullable(),
  dischargedAt: Instant.nullable(),
  isCancelled: z.boolean(),
  attendingId: z.string().nullable(),
  settleUntil: Instant.nullable(),
  completionLimitAt: Instant.nullable(),
  completionLimitOn: z.string().nullable(),
  /** The rule of the completion limit, for what a person raises. */
  limit: z
    .object({ days: z.number(), rule: FindingRule, levels: z.array(FindingLevel) })
    .optional(),
  problems: z.array(z.enum(factProblems)).optional(),
  /** Whether the table calls it a stay for a minor problem; an analyst's word goes before it. */
  isMinorProblem: z.boolean().optional(),
});
export type EncounterFacts = z.infer<typeof EncounterFacts>;

export const chartInput = z.object({
  encounterId: Id,
  patientId: Id,
  facility: Id,
  zone: z.string(),
  facts: EncounterFacts,
});
export type ChartInput = z.infer<typeof chartInput>;

/** What a person found that no rule finds. */
const Raised = z
  .object({
    kind: z
      .enum(['missing-document', 'unsigned', 'missing-element', 'misfile', 'qualitative'])
      .describe('Kind'),
    documentType: DocumentType.describe('Document type'),
    documentId: Id.optional().describe('Document'),
    ...Place.shape,
    practitionerId: Id.optional().describe('Practitioner'),
    /** Who looks into a finding about content. */
    refersTo: z.enum(['cdi', 'quality']).optional().describe('Looked into by'),
    note: Reason,
  })
  .refine(({ kind, documentId }) => kind === 'missing-document' || documentId !== undefined, {
    path: ['documentId'],
    error: 'Name the document in which it was found.',
  })
  .refine(({ kind, documentId }) => kind !== 'missing-document' || documentId === undefined, {
    path: ['documentId'],
    error: 'A missing document has no id; leave it out.',
  });

export const chartEvents = {
  /** The complete set of findings for the encounter; what is not in it any more is cleared. */
  'findings.report': z.object({
    facts: EncounterFacts,
    findings: z.array(Finding),
    /** Whose encounter it is now: another patient's after a merge or a move. */
    patientId: Id.optional(),
    /** Documents that came with these facts. */
    arrived: z.array(z.string()).optional(),
    /** Which document met what the finding of the key had asked for. */
    met: z.record(z.string(), z.string()).optional(),
  }),
  'settleLag.pass': z.object({}),
  'stayCheck.pass': z.object({}),
  'stay.confirm': z.object({}),
  'stay.judge': z.object({
    isMinorProblem: z.boolean().describe('Minor problem'),
    reason: Reason,
  }),
  'exception.accept': z.object({ reason: Reason }),
  'analysis.finish': z.object({ note: z.string().max(500).optional().describe('Note') }),
  'reanalysis.request': z.object({ reason: z.string() }),
  'reanalysis.finish': z.object({ note: z.string().max(500).optional().describe('Note') }),
  'deficiency.raise': Raised,
  'completionLimit.pass': z.object({}),
  'completion.reach': z.object({}),
  'completion.reopen': z.object({ reason: z.string() }),
  'chart.retire': z.object({
    committeeReference: Reason.describe('Committee reference'),
    decidedOn: z.iso.date().describe('Decided on'),
    statement: Reason.describe('Statement'),
  }),
  'chart.hold': z.object({ reason: Reason, returnOn: z.iso.date().describe('Return on') }),
  'chart.resume': z.object({ reason: Reason }),
  'holdReturn.pass': z.object({}),
  'legal-hold.place': z.object({ reason: Reason }),
  'legal-hold.lift': z.object({ reason: Reason }),
  'identity.dispute': z.object({ reason: Reason }),
  'identity.confirm': z.object({ reason: Reason }),
} as const;

export const deficiencyInput = z.object({
  encounterId: Id,
  patientId: Id,
  facility: Id,
  zone: z.string(),
  finding: Finding,
});
export type DeficiencyInput = z.infer<typeof deficiencyInput>;

export const deficiencyEvents = {
  'deficiency.assign': z.object({ practitionerId: Id.describe('Practitioner') }),
  'deficiency.start': z.object({
    progress: z.enum(['dictated', 'transcribed', 'awaiting-signature']).describe('Progress'),
  }),
  'deficiency.sign': z.object({
    documentId: Id.describe('Document'),
    documentVersion: z.number().int().optional(),
    contentHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('SHA-256 of what was signed'),
  }),
  'deficiency.answer': z.object({ answer: z.string().trim().min(1).max(2000).describe('Answer') }),
  'deficiency.complete': z.object({ reason: Reason }),
  'deficiency.verify': z.object({}),
  'deficiency.reject': z.object({ reason: Reason }),
  'deficiency.decline': z.object({ reason: Reason }),
  'deficiency.refuse-decline': z.object({ reason: Reason }),
  'deficiency.uphold-decline': z.object({ reason: Reason }),
  'deficiency.void': z.object({ reason: Reason }),
  'deficiency.retire': z.object({ committeeReference: Reason }),
  'deficiency.clear': z.object({ reason: z.string() }),
  'deficiency.reopen': z.object({ reason: z.string(), finding: Finding }),
  /** The same lack, found anew from other facts: a corrected discharge, another attending. */
  'deficiency.revise': z.object({ finding: Finding }),
  /** A document came that might cure it; a person must look. */
  'deficiency.question': z.object({ documentIds: z.array(Id).min(1), reason: z.string() }),
  'deficiency.resolve': z.object({ documentId: Id.describe('Document that cures it') }),
  'deficiency.keep': z.object({ reason: Reason }),
  'deficiency.move-patient': z.object({ patientId: Id }),
  'deficiency.due': z.object({}),
  'deficiency.level-pass': z.object({ level: z.number().int().min(1) }),
  'deficiency.absences-report': z.object({ practitionerId: Id, absences: z.array(Pause) }),
  /** The record system did not take the signature. */
  'deficiency.signature-fail': z.object({ reason: z.string() }),
} as const;

/** What the deficiency asks of the server; see `levels.ts`. */
export const levelReached = z.object({
  practitionerId: z.string().nullable(),
  facility: z.string(),
  level: z.number().int(),
  /** The facility's date on which the level was reached. */
  on: z.string(),
  letter: z.string().nullable(),
  proposesSuspension: z.boolean(),
});
export const levelLeft = z.object({ practitionerId: z.string(), facility: z.string() });
export const absencesAsk = z.object({ practitionerId: z.string() });
