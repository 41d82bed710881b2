import { type Text, textOf } from '../../model/text.ts';
import type { InstanceView, Task } from '../../workflow.ts';
import { deficiencyClocks } from './clocks.ts';
import type { Finding } from './events.ts';
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
  if (view.matches({ completion: 'delinquent' })) {
    const title = textOf('task.delinquent', 'Chart is delinquent');
    tasks.push({ ...base, key: 'delinquent', queue: 'delinquency', title, priority: 1 });
  }
  return tasks;
}

/** Who must do what about one deficiency. */
export function deficiencyTasks(view: InstanceView<DeficiencyContext>): readonly Task[] {
  const { context } = view;
  const { finding } = context;
  const { regulatory, accountability } = deficiencyClocks(context);
  const what = { document: documentName(finding.documentType) };
  const base = {
    listState: 'open' as const,
    priority: context.isOverdueNoticed ? 1 : 0,
    dueAt: regulatory.dueAt,
    dueOn: regulatory.dueOn,
    accountableDueAt: accountability.dueAt,
    practitionerId: context.ownerId,
    rule: finding.rule,
  };
  if (view.matches('suggested')) {
    const title = textOf('task.assign', '{document}: find who must cure it', what);
    return [{ ...base, key: 'assign', queue: 'deficiency-triage', title }];
  }
  if (view.matches('declined')) {
    const title = textOf('task.declined', '{document}: declined, decide', what);
    return [{ ...base, key: 'declined', queue: 'deficiency-triage', title }];
  }
  if (view.matches('completed')) {
    const title = textOf('task.verify', '{document}: verify the completion', what);
    return [{ ...base, key: 'verify', queue: 'deficiency-triage', title }];
  }
  if (view.matches('assigned')) {
    const title = deficiencyTitle(finding);
    return [{ ...base, key: 'cure', queue: 'deficiencies', title }];
  }
  return [];
}

/** What the chart lacks, as one sentence. */
export function deficiencyTitle({ kind, documentType }: Finding): Text {
  const what = { document: documentName(documentType) };
  return kind === 'unsigned'
    ? textOf('task.unsigned', '{document}: not signed', what)
    : textOf('task.missing', '{document}: missing', what);
}
