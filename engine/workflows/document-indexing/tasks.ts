import { type Text, textOf } from '../../model/text.ts';
import type { InstanceView, Task } from '../../workflow.ts';
import { doubtReasons } from './events.ts';
import type { DocumentIndexingContext } from './machine.ts';

/** One task for one document: its gravest doubt is the title, the others stand in the context. */
export function documentIndexingTasks(
  view: InstanceView<DocumentIndexingContext>,
): readonly Task[] {
  if (!view.hasTag('open')) return [];
  const { dueAt, dueOn, reasons } = view.context;
  const isAboutPatient = reasons.includes('patient-differs') || reasons.includes('unknown-patient');
  return [
    {
      key: 'index',
      queue: 'document-indexing',
      listState: view.matches('applying') ? 'waiting' : 'open',
      // A document in the wrong chart can hurt the patient who is treated by it.
      priority: isAboutPatient ? 1 : 0,
      title: documentIndexingTitle(view.context),
      dueAt,
      dueOn,
      accountableDueAt: dueAt,
      practitionerId: null,
      rule: null,
    },
  ];
}

/** What is in doubt, as one sentence. */
export function documentIndexingTitle({ reasons, failure }: DocumentIndexingContext): Text {
  if (failure !== null)
    return textOf('task.document.failed', 'Document: the decision could not be carried out');
  switch (doubtReasons.find((reason) => reasons.includes(reason))) {
    case 'patient-differs':
      return textOf('task.document.patient-differs', 'Document: names a visit of another patient');
    case 'unknown-patient':
      return textOf('task.document.unknown-patient', 'Document: of a patient nobody knew before');
    case 'no-encounter':
      return textOf('task.document.no-encounter', 'Document: belongs to no visit');
    case 'unmapped-type':
      return textOf('task.document.unmapped-type', 'Document: of a type that no map knows');
    case undefined:
      return textOf('task.document', 'Document: in no doubt any more');
  }
}
