import { type Text, textOf } from '../../model/text.ts';
import type { InstanceView, Task } from '../../workflow.ts';
import { problemsOf } from './chart-machine.ts';
import { deficiencyClocks } from './clocks.ts';
import type { Finding, FindingKind } from './events.ts';
import type { ChartContext, DeficiencyContext } from './machine.ts';
import { documentName } from './names.ts';

/** What the HIM department must do about the chart itself. */
export function chartTasks(view: InstanceView<ChartContext>): readonly Task[] {
  const { facts } = view.context;
  const base = {
    listState: view.matches({ hold: 'held' }) ? ('on-hold' as const) : ('open' as const),
    priority: 0,
    dueAt: facts.completionLimitAt,
    dueOn: facts.completionLimitOn,
    accountableDueAt: facts.completionLimitAt,
    practitionerId: null,
    rule: null,
  };
  const tasks: Task[] = [];
  if (view.matches({ analysis: 'awaitingAnalysis' })) {
    const title = textOf('task.analysis', 'Analyse the chart');
    tasks.push({ ...base, key: 'analysis', queue: 'chart-analysis', title });
  }
  if (view.matches({ analysis: 'awaitingReanalysis' })) {
    const title = textOf('task.reanalysis', 'Analyse the chart again');
    tasks.push({ ...base, key: 'reanalysis', queue: 'chart-analysis', title });
  }
  if (view.matches({ analysis: { inHouse: 'checking' } })) {
    const title = textOf('task.stay-check', 'Check whether the patient is still in house');
    tasks.push({ ...base, key: 'stay-check', queue: 'chart-analysis', title });
  }
  if (view.matches({ analysis: 'intakeException' })) {
    for (const problem of problemsOf(view.context)) {
      const title = textOf(`task.fact.${problem}`, factProblem[problem] ?? problem);
      tasks.push({ ...base, key: `fact-${problem}`, queue: 'chart-analysis', title, priority: 1 });
    }
  }
  if (view.matches({ identity: 'disputed' })) {
    const title = textOf('task.identity', 'Settle whose record it is');
    tasks.push({ ...base, key: 'identity', queue: 'chart-analysis', title, priority: 1 });
  }
  if (view.matches({ completion: 'delinquent' })) {
    const title = textOf('task.delinquent', 'Chart is delinquent');
    tasks.push({ ...base, key: 'delinquent', queue: 'delinquency', title, priority: 1 });
  }
  return tasks;
}

const factProblem: Readonly<Record<string, string>> = {
  'no-attending': 'No attending is named: find out who it was',
  'no-admission-time': 'The admission has no time: find out when it was',
  'discharge-before-admission': 'The discharge is before the admission: have the times put right',
  'no-class': 'The visit has no class: find out what kind it was',
  'no-medical-record-number': 'The patient has no medical record number: have one given',
};

/** Who must do what about one deficiency. */
export function deficiencyTasks(view: InstanceView<DeficiencyContext>): readonly Task[] {
  const asked = askedOf(view);
  if (asked === null) return [];
  const { context } = view;
  const { regulatory, accountability } = deficiencyClocks(context);
  return [
    {
      listState: 'open',
      priority: context.isOverdueNoticed ? 1 : 0,
      dueAt: regulatory.dueAt,
      dueOn: regulatory.dueOn,
      accountableDueAt: accountability.dueAt,
      practitionerId: context.ownerId,
      rule: context.finding.rule,
      ...asked,
    },
  ];
}

type Asked = Pick<Task, 'key' | 'queue' | 'title'> & Partial<Pick<Task, 'listState'>>;

function askedOf(view: InstanceView<DeficiencyContext>): Asked | null {
  const { finding } = view.context;
  const what = { document: documentName(finding.documentType) };
  const triage = (key: string, english: string): Asked => {
    const title = textOf(`task.${key}`, english, what);
    return { key, queue: 'deficiency-triage', title };
  };
  if (view.matches('suggested')) return triage('assign', '{document}: find who must cure it');
  if (view.matches('declined')) return triage('declined', '{document}: declined, decide');
  if (view.matches('completed')) return triage('verify', '{document}: verify the completion');
  if (view.matches('needsReanalysis'))
    return triage('reanalyse', '{document}: one came, decide whether it is this one');
  const title = deficiencyTitle(finding);
  if (view.matches('referred')) return { key: 'refer', queue: 'content-findings', title };
  if (!view.matches('assigned') && !view.matches('inProgress')) return null;
  if (finding.ownerRole === 'transcription')
    return { key: 'transcribe', queue: 'transcription', title };
  if (finding.ownerRole === 'him') return { key: 'mend', queue: 'deficiency-triage', title };
  if (view.matches({ inProgress: 'dictated' })) {
    const dictated = textOf('task.dictated', '{document}: dictated, not transcribed yet', what);
    return { key: 'cure', queue: 'deficiencies', title: dictated, listState: 'waiting' };
  }
  return { key: 'cure', queue: 'deficiencies', title };
}

/** What the chart lacks, as one sentence. */
export function deficiencyTitle(finding: Finding): Text {
  const document = documentName(finding.documentType);
  const [key, english] = finding.isOutdated
    ? (['task.outdated', '{document}: too old to count, a new one is missing'] as const)
    : sentences[finding.kind];
  const elements = (finding.elements ?? []).map((one) => one.replaceAll('-', ' ')).join(', ');
  return textOf(key, english, elements === '' ? { document } : { document, elements });
}

const sentences: Readonly<Record<FindingKind, readonly [string, string]>> = {
  'missing-document': ['task.missing', '{document}: missing'],
  unsigned: ['task.unsigned', '{document}: not signed'],
  cosign: ['task.cosign', '{document}: not countersigned'],
  'missing-element': ['task.element', '{document}: incomplete {elements}'],
  'verbal-order': ['task.verbal-order', '{document}: not authenticated'],
  'awaiting-transcription': ['task.transcription', '{document}: to be transcribed'],
  'edit-transcription': ['task.edit-transcription', '{document}: edit and sign the transcription'],
  timeliness: ['task.timeliness', '{document}: present but late'],
  misfile: ['task.misfile', '{document}: misfiled'],
  qualitative: ['task.qualitative', '{document}: content to be looked into'],
};
