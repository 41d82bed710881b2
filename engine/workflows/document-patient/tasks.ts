import { type Text, textOf } from '../../model/text.ts';
import type { InstanceView, Task } from '../../workflow.ts';
import type { DocumentPatientContext } from './machine.ts';

/** One task for one document, in the list of those who index documents. */
export function documentPatientTasks(view: InstanceView<DocumentPatientContext>): readonly Task[] {
  if (!view.hasTag('open')) return [];
  const { dueAt, dueOn } = view.context;
  return [
    {
      key: 'choose',
      queue: 'document-indexing',
      listState: view.matches('filing') ? 'waiting' : 'open',
      // It is in nobody's chart yet, so whoever treats the patient does not see it.
      priority: 1,
      title: documentPatientTitle(view.context),
      dueAt,
      dueOn,
      accountableDueAt: dueAt,
      practitionerId: null,
      rule: null,
    },
  ];
}

/** What is asked, without anything that the document says. */
export function documentPatientTitle({ failure }: DocumentPatientContext): Text {
  return failure === null
    ? textOf('task.document.whose', 'Document: has no number of its patient. Whose is it?')
    : textOf('task.document.not-filed', 'Document: could not be filed to the patient chosen');
}
