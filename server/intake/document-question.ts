import type { Engine } from '../../engine/engine.ts';
import type { FamilyEvaluation } from '../../engine/workflow.ts';
import { documentPatientIdOf } from '../../engine/workflows/document-patient/ids.ts';
import { PatientWithoutNumber } from '../interop/patient-without-number.ts';
import type { Policies } from '../policies.ts';
import { nextBusinessDay } from './next-business-day.ts';
import { proposedPatients } from './proposed-patients.ts';

const workflowId = 'document-patient';

export interface AskedDocument {
  readonly contentHash: string;
  readonly messageId: string;
  readonly facility: string;
  /** Why it was refused. */
  readonly error: unknown;
}

interface Parts {
  readonly engine: Engine;
  readonly policies: Policies;
}

/**
 * What a refused document is as a task of its own: the question whose it is, or nothing new where it is refused for
 * another reason but was asked about before. Null where it belongs among the intake exceptions.
 */
export async function documentQuestion(
  { contentHash, messageId, facility, error }: AskedDocument,
  { engine, policies }: Parts,
): Promise<readonly FamilyEvaluation[] | null> {
  const { store, registry } = engine;
  const id = documentPatientIdOf(contentHash);
  if (!(error instanceof PatientWithoutNumber))
    return (await store.load(id)) === undefined ? null : [];
  if (!registry.workflows.some((workflow) => workflow.id === workflowId)) return null;
  const { stated, what } = error;
  const proposals = await proposedPatients(stated, { store, zone: await policies.zoneOf(null) });
  const question = { messageId, proposals };
  const due = await nextBusinessDay(policies, facility, store.now());
  const input = { ...question, ...due, facility, what, stated };
  const isKnown = (await store.load(id)) !== undefined;
  return [
    {
      familyId: id,
      opens: true,
      events: isKnown
        ? [{ instanceId: id, event: { type: 'document.sent-again', ...question } }]
        : [{ start: workflowId, instanceId: id, input }],
    },
  ];
}

/** That a document was taken, for whomever asks whose it is. */
export function documentFiled(contentHash: string, patientId: string | null): FamilyEvaluation {
  const id = documentPatientIdOf(contentHash);
  const event = { type: 'document.filed', patientId };
  return { familyId: id, opens: false, events: [{ instanceId: id, event }] };
}
