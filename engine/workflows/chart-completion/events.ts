import { z } from 'zod';

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
  kind: z.enum(['days', 'hours']),
  amount: z.number().positive(),
  startedAt: Instant,
  citation: z.string(),
});

/** What the rules found wanting in an encounter, with whom it rests and until when. */
export const Finding = z.object({
  /** Stable within the encounter: the same lack has the same key in every evaluation. */
  key: z.string(),
  kind: z.enum(['missing-document', 'unsigned']),
  documentType: z.string(),
  documentId: z.string().nullable(),
  /** Which words are to be signed: others want another signature. */
  contentKey: z.string().nullable().default(null),
  procedureId: z.string().nullable(),
  ownerRole: z.string(),
  ownerId: z.string().nullable(),
  clock: FindingClock,
  rule: FindingRule,
});
export type Finding = z.infer<typeof Finding>;

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
});

export const chartInput = z.object({
  encounterId: Id,
  patientId: Id,
  facility: Id,
  zone: z.string(),
  facts: EncounterFacts,
});
export type ChartInput = z.infer<typeof chartInput>;

export const chartEvents = {
  /** The complete set of findings for the encounter; what is not in it any more is cleared. */
  'findings.report': z.object({
    facts: EncounterFacts,
    findings: z.array(Finding),
    /** Whose encounter it is now: another patient's after a merge or a move. */
    patientId: Id.optional(),
  }),
  'settleLag.pass': z.object({}),
  'stayCheck.pass': z.object({}),
  'stay.confirm': z.object({}),
  'analysis.finish': z.object({ note: z.string().max(500).optional().describe('Note') }),
  'reanalysis.request': z.object({ reason: z.string() }),
  'reanalysis.finish': z.object({ note: z.string().max(500).optional().describe('Note') }),
  'completionLimit.pass': z.object({}),
  'completion.reach': z.object({}),
  'completion.reopen': z.object({ reason: z.string() }),
  'chart.hold': z.object({ reason: Reason, returnOn: z.iso.date().describe('Return on') }),
  'chart.resume': z.object({ reason: Reason }),
  'holdReturn.pass': z.object({}),
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
  'deficiency.move-patient': z.object({ patientId: Id }),
  'deficiency.due': z.object({}),
  /** The record system did not take the signature. */
  'deficiency.signature-fail': z.object({ reason: z.string() }),
} as const;
