import { textOf } from '../../model/text.ts';
import { defineWorkflow, type Subject } from '../../workflow.ts';
import { annotationEvents, annotationInput, annotatorRoles } from './events.ts';
import { type AnnotationContext, annotationMachine } from './machine.ts';

/** What people write on a chart: notes, highlights, bookmarks, evidence, proposals to redact. */
export const annotation = defineWorkflow<AnnotationContext>({
  id: 'annotation',
  version: 1,
  title: 'Annotation',
  machine: annotationMachine,
  input: annotationInput,
  events: annotationEvents,
  effects: {},
  access: {
    // A role alone shows nobody an annotation: the server asks its audience, at calls of its own.
    view: { roles: [] },
    start: { roles: annotatorRoles },
    queues: {},
    events: {
      'annotation.edit': { roles: annotatorRoles },
      'annotation.withdraw': { roles: annotatorRoles },
    },
  },
  subject: ({ facility, patientId, encounterId }): Subject => ({
    facility,
    patientId,
    encounterId,
    practitionerId: null,
  }),
  describe: ({ kind }) => textOf(`annotation.${kind}`, 'Annotation: {kind}', { kind }),
  tasks: () => [],
  deadlines: () => [],
});
