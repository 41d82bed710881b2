import { z } from 'zod';
import { textOf } from '../../model/text.ts';
import type { Role } from '../../model/user.ts';
import { defineWorkflow, type Family, type Subject } from '../../workflow.ts';
import { chartLawClocks, deficiencyLawClocks } from './clocks.ts';
import { chartDeadlines, deficiencyDeadlines } from './deadlines.ts';
import { deficiencyEndings } from './endings.ts';
import { defaultRuleSets, evaluateChart } from './evaluate-chart.ts';
import {
  absencesAsk,
  chartEvents,
  chartInput,
  deficiencyEvents,
  deficiencyInput,
  levelLeft,
  levelReached,
} from './events.ts';
import { explainChart } from './explain-chart.ts';
import { isKnownToFamily, planFamily, settleFamily } from './family.ts';
import {
  type ChartContext,
  chartMachine,
  type DeficiencyContext,
  deficiencyMachine,
} from './machine.ts';
import { chartTasks, deficiencyTasks, deficiencyTitle } from './tasks.ts';

const him: readonly Role[] = ['analyst', 'supervisor', 'manager'];
const leads: readonly Role[] = ['supervisor', 'manager'];
const readers: readonly Role[] = [
  ...him,
  'coder',
  'cdi-specialist',
  'medical-staff-office',
  'quality',
  'privacy-officer',
  'auditor',
];
/** Who answers for what must be kept for a court. */
const custodians: readonly Role[] = ['manager', 'privacy-officer'];
const content: readonly Role[] = ['cdi-specialist', 'quality'];
const system: readonly Role[] = ['system'];

/** The chart of one encounter. */
export const chart = defineWorkflow<ChartContext>({
  id: 'chart',
  version: 2,
  title: 'Chart completion',
  machine: chartMachine,
  input: chartInput,
  events: chartEvents,
  effects: {},
  access: {
    view: { roles: readers, own: ['physician'], cover: 'work' },
    start: { roles: system },
    queues: {
      'chart-analysis': { title: 'Chart analysis', roles: him },
      delinquency: {
        title: 'Delinquent charts',
        roles: [...leads, 'medical-staff-office', 'quality'],
      },
    },
    events: {
      'findings.report': { roles: system },
      'settleLag.pass': { roles: system },
      'stayCheck.pass': { roles: system },
      'completionLimit.pass': { roles: system },
      'completion.reach': { roles: system },
      'completion.reopen': { roles: system },
      'holdReturn.pass': { roles: system },
      'stay.confirm': { roles: him },
      'stay.judge': { roles: him },
      'exception.accept': { roles: leads },
      'deficiency.raise': { roles: him },
      'chart.retire': { roles: leads },
      'legal-hold.place': { roles: custodians },
      'legal-hold.lift': { roles: custodians },
      'identity.dispute': { roles: him },
      'identity.confirm': { roles: him },
      'analysis.finish': { roles: him },
      'reanalysis.request': { roles: him },
      'reanalysis.finish': { roles: him },
      'chart.hold': { roles: him },
      'chart.resume': { roles: him },
    },
  },
  subject: ({ facility, patientId, encounterId, facts }): Subject => ({
    facility,
    patientId,
    encounterId,
    practitionerId: facts.attendingId,
  }),
  describe: () => textOf('chart', 'Chart'),
  tasks: chartTasks,
  deadlines: chartDeadlines,
  clocks: chartLawClocks,
});

/** One deficiency of a chart. */
export const deficiency = defineWorkflow<DeficiencyContext>({
  id: 'deficiency',
  version: 2,
  title: 'Deficiency',
  machine: deficiencyMachine,
  input: deficiencyInput,
  events: deficiencyEvents,
  effects: {
    postSignature: z.object({ documentId: z.string(), contentHash: z.string() }),
    notifyOverdue: z.object({ practitionerId: z.string().nullable() }),
    'deficiency.level-reached': levelReached,
    'deficiency.level-left': levelLeft,
    'absences.ask': absencesAsk,
  },
  failures: {
    postSignature: {
      type: 'deficiency.signature-fail',
      reason: 'The record system did not take the signature.',
    },
  },
  access: {
    view: { roles: readers, own: ['physician'], cover: 'work' },
    start: { roles: system },
    queues: {
      deficiencies: { title: 'Deficiencies', roles: him, own: ['physician'], cover: 'work' },
      'deficiency-triage': { title: 'To decide', roles: him },
      transcription: { title: 'Transcription', roles: him },
      'content-findings': { title: 'Findings about content', roles: content },
    },
    events: {
      'deficiency.assign': { roles: him },
      'deficiency.start': { roles: him, own: ['physician'], cover: 'work' },
      // Only the one who answers for the document may sign it (42 CFR 482.24(c)(1)).
      'deficiency.sign': { roles: [], own: ['physician'], cover: 'sign' },
      'deficiency.answer': { roles: [], own: ['physician'], cover: 'work' },
      'deficiency.complete': { roles: [...him, ...content] },
      'deficiency.verify': { roles: him },
      'deficiency.reject': { roles: him },
      'deficiency.decline': { roles: [], own: ['physician'], cover: 'work' },
      'deficiency.refuse-decline': { roles: him },
      'deficiency.uphold-decline': { roles: him },
      'deficiency.void': { roles: him },
      'deficiency.retire': { roles: leads },
      'deficiency.clear': { roles: system },
      'deficiency.reopen': { roles: system },
      'deficiency.revise': { roles: system },
      'deficiency.question': { roles: system },
      'deficiency.resolve': { roles: him },
      'deficiency.keep': { roles: him },
      'deficiency.level-pass': { roles: system },
      'deficiency.absences-report': { roles: system },
      'deficiency.move-patient': { roles: system },
      'deficiency.due': { roles: system },
      'deficiency.signature-fail': { roles: system },
    },
  },
  subject: ({ facility, patientId, encounterId, ownerId }): Subject => ({
    facility,
    patientId,
    encounterId,
    practitionerId: ownerId,
  }),
  describe: ({ finding }) => deficiencyTitle(finding),
  tasks: deficiencyTasks,
  deadlines: deficiencyDeadlines,
  clocks: deficiencyLawClocks,
  endings: deficiencyEndings,
});

/** A chart and its deficiencies decide together. */
export const chartCompletion: Family = {
  id: 'chart-completion',
  members: [chart, deficiency],
  plan: planFamily,
  isKnown: isKnownToFamily,
  settle: settleFamily,
  ruleSets: defaultRuleSets,
  evaluate: evaluateChart,
  explain: explainChart,
};
