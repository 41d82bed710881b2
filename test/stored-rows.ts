import type {
  AuditRow,
  JobRow,
  MessageRow,
  ResourceWrite,
  Step,
  TaskRow,
} from '../engine/store.ts';

/** Rows as stores are given them in their tests. */

const start = Date.parse('2026-11-02T15:00:00Z');

export function patient(
  id: string,
  version: number,
  rest: Partial<ResourceWrite> = {},
): ResourceWrite {
  return {
    type: 'Patient',
    id,
    version,
    updatedAt: start,
    facility: null,
    patientId: id,
    encounterId: null,
    isDeleted: false,
    messageId: null,
    sources: {},
    body: {},
    terms: [],
    ...rest,
  };
}

export function messageRow(id: string): MessageRow {
  return {
    id,
    kind: 'hl7v2',
    controlKey: 'A|B|1',
    controlId: '1',
    contentHash: 'h',
    receivedAt: start,
    userId: 'feed',
    sender: 'A|B',
    what: 'ADT A03',
    facility: 'north',
    patientId: 'p1',
    outcome: 'taken',
    cause: null,
    reason: null,
    answer: 'MSA|AA',
  };
}

export function refusedRow(id: string, rest: Partial<MessageRow>): MessageRow {
  return {
    ...messageRow(id),
    patientId: null,
    outcome: 'refused',
    cause: 'ADT A60 · unsupported',
    reason: 'Not taken here.',
    ...rest,
  };
}

export function job(done: number, state: JobRow['state']): JobRow {
  return {
    id: 'j1',
    kind: 'ndjson',
    state,
    total: 100,
    done,
    taken: done,
    refused: 0,
    params: { position: done },
    startedAt: start,
    updatedAt: start + done,
    userId: 'admin',
    note: null,
  };
}

export function auditRow(id: string): AuditRow {
  return {
    id,
    at: start,
    userId: 'ana',
    userName: 'Ana',
    role: 'analyst',
    action: 'view',
    what: 'chart',
    patientId: 'p1',
    encounterId: null,
    instanceId: null,
    purpose: 'HOPERAT',
    fromAddress: '127.0.0.1',
  };
}

/** The first step of an instance that has one open task; for lists, which read nothing but the task. */
export function taskStep(id: string, rest: Partial<TaskRow> = {}): Step {
  const task: TaskRow = {
    id: `${id}/cure`,
    instanceId: id,
    key: 'cure',
    workflow: 'deficiency',
    facility: 'north',
    queue: 'deficiencies',
    listState: 'open',
    rank: 0,
    dueAt: start,
    dueOn: '2026-11-02',
    accountableDueAt: start,
    practitionerId: null,
    patientId: 'p1',
    encounterId: null,
    title: { key: 'task.unsigned', text: 'Discharge summary: not signed' },
    rule: null,
    openedAt: start,
    ...rest,
  };
  const { workflow, facility, patientId, encounterId, practitionerId } = task;
  const subject = { facility, patientId, encounterId, practitionerId };
  const kept = { workflow, workflowVersion: 1 };
  return {
    expectedVersion: 0,
    instance: {
      ...kept,
      ...subject,
      id,
      version: 1,
      familyId: null,
      isOpen: true,
      state: 'assigned',
      context: {},
      startedAt: start,
      updatedAt: start,
    },
    entries: [
      {
        ...kept,
        instanceId: id,
        seq: 1,
        eventId: `~${id}`,
        type: 'start',
        payload: {},
        at: start,
        userId: 'system',
        userName: 'Chartkeeper',
        role: 'system',
        cause: null,
      },
    ],
    tasksGone: [],
    tasksPut: [task],
    deadlinesPut: [],
    deadlinesRemoved: [],
    effects: [],
  };
}
