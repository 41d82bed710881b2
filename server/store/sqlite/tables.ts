import type { StateValue } from 'xstate';
import type { Text } from '../../../engine/model/text.ts';
import type { RuleReference, WorkflowEvent } from '../../../engine/workflow.ts';
import {
  bool,
  bytes,
  json,
  primaryKey,
  searchTerms,
  sources,
  table,
  text,
  whole,
} from './columns.ts';

export const instances = table('instances', {
  id: text('id').primaryKey(),
  workflow: text('workflow').notNull(),
  workflowVersion: whole('workflow_version').notNull(),
  version: whole('version').notNull(),
  familyId: text('family_id'),
  facility: text('facility').notNull(),
  patientId: text('patient_id'),
  encounterId: text('encounter_id'),
  practitionerId: text('practitioner_id'),
  isOpen: bool('is_open').notNull(),
  state: json<StateValue>('state').notNull(),
  context: json<Record<string, unknown>>('context').notNull(),
  startedAt: whole('started_at').notNull(),
  updatedAt: whole('updated_at').notNull(),
});

export const history = table(
  'history',
  {
    instanceId: text('instance_id').notNull(),
    seq: whole('seq').notNull(),
    eventId: text('event_id').notNull(),
    type: text('type').notNull(),
    payload: json<unknown>('payload').notNull(),
    at: whole('at').notNull(),
    userId: text('user_id').notNull(),
    userName: text('user_name').notNull(),
    role: text('role').notNull(),
    cause: text('cause'),
    workflow: text('workflow').notNull(),
    workflowVersion: whole('workflow_version').notNull(),
  },
  (t) => [primaryKey({ columns: [t.instanceId, t.seq] })],
);

export const tasks = table('tasks', {
  id: text('id').primaryKey(),
  instanceId: text('instance_id').notNull(),
  key: text('key').notNull(),
  workflow: text('workflow').notNull(),
  facility: text('facility').notNull(),
  queue: text('queue').notNull(),
  listState: text('list_state').notNull(),
  rank: whole('rank').notNull(),
  dueAt: whole('due_at').notNull(),
  dueOn: text('due_on').notNull(),
  accountableDueAt: whole('accountable_due_at').notNull(),
  practitionerId: text('practitioner_id'),
  patientId: text('patient_id'),
  encounterId: text('encounter_id'),
  title: json<Text>('title').notNull(),
  rule: json<RuleReference | null>('rule').notNull(),
  openedAt: whole('opened_at').notNull(),
});

export const claims = table('claims', {
  taskId: text('task_id').primaryKey(),
  holderId: text('holder_id').notNull(),
  holderName: text('holder_name').notNull(),
  claimedAt: whole('claimed_at').notNull(),
  expiresAt: whole('expires_at').notNull(),
});

export const deadlines = table(
  'deadlines',
  {
    instanceId: text('instance_id').notNull(),
    key: text('key').notNull(),
    dueAt: whole('due_at').notNull(),
    event: json<WorkflowEvent>('event').notNull(),
    citation: text('citation'),
    armedSeq: whole('armed_seq').notNull(),
    leasedUntil: whole('leased_until').notNull(),
  },
  (t) => [primaryKey({ columns: [t.instanceId, t.key] })],
);

export const effects = table('effects', {
  key: text('key').primaryKey(),
  instanceId: text('instance_id').notNull(),
  type: text('type').notNull(),
  params: json<Record<string, unknown> | null>('params').notNull(),
  notBeforeAt: whole('not_before_at').notNull(),
  nextAt: whole('next_at').notNull(),
  attempts: whole('attempts').notNull(),
  doneAt: whole('done_at'),
  deadAt: whole('dead_at'),
  lastError: text('last_error'),
});

export const counters = table(
  'counters',
  {
    facility: text('facility').notNull(),
    queue: text('queue').notNull(),
    listState: text('list_state').notNull(),
    dueOn: text('due_on').notNull(),
    count: whole('count').notNull(),
  },
  (t) => [primaryKey({ columns: [t.queue, t.facility, t.listState, t.dueOn] })],
);

const resourceColumns = {
  type: text('type').notNull(),
  id: text('id').notNull(),
  version: whole('version').notNull(),
  updatedAt: whole('updated_at').notNull(),
  facility: text('facility'),
  patientId: text('patient_id'),
  encounterId: text('encounter_id'),
  isDeleted: bool('is_deleted').notNull(),
  messageId: text('message_id'),
  body: json<Record<string, unknown>>('body').notNull(),
  sources: sources('sources').notNull(),
};

/** `found_by` holds the search terms as they were last written: what is to go when they change. */
export const resources = table(
  'resources',
  { ...resourceColumns, foundBy: searchTerms('found_by').notNull() },
  (t) => [primaryKey({ columns: [t.type, t.id] })],
);

/** Versions that were written over. */
export const resourceVersions = table('resource_versions', resourceColumns, (t) => [
  primaryKey({ columns: [t.type, t.id, t.version] }),
]);

export const terms = table(
  'terms',
  {
    type: text('type').notNull(),
    param: text('param').notNull(),
    value: text('value').notNull(),
    id: text('id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.type, t.param, t.value, t.id] })],
);

export const contents = table('contents', {
  hash: text('hash').primaryKey(),
  bytes: bytes('bytes').notNull(),
});

/** Which of the contents a version of a resource refers to, or what was read out of one. */
export const recordContents = table('record_contents', { hash: text('hash').primaryKey() });

export const extracts = table('extracts', {
  contentHash: text('content_hash').primaryKey(),
  outcome: text('outcome', { enum: ['done', 'failed'] }).notNull(),
  textHash: text('text_hash'),
  htmlHash: text('html_hash'),
  pages: whole('pages'),
  at: whole('at').notNull(),
  note: text('note'),
});

export const messages = table('messages', {
  id: text('id').primaryKey(),
  kind: text('kind', { enum: ['hl7v2', 'fhir', 'document'] }).notNull(),
  controlKey: text('control_key'),
  controlId: text('control_id'),
  contentHash: text('content_hash').notNull(),
  receivedAt: whole('received_at').notNull(),
  userId: text('user_id').notNull(),
  sender: text('sender').notNull(),
  what: text('what').notNull(),
  facility: text('facility'),
  patientId: text('patient_id'),
  outcome: text('outcome', { enum: ['taken', 'refused'] }).notNull(),
  cause: text('cause'),
  reason: text('reason'),
  answer: text('answer').notNull(),
  contentDroppedOn: text('content_dropped_on'),
});

export const jobs = table('jobs', {
  id: text('id').primaryKey(),
  kind: text('kind').notNull(),
  state: text('state', { enum: ['running', 'stopped', 'done', 'failed'] }).notNull(),
  total: whole('total'),
  done: whole('done').notNull(),
  taken: whole('taken').notNull(),
  refused: whole('refused').notNull(),
  params: json<Record<string, unknown>>('params').notNull(),
  startedAt: whole('started_at').notNull(),
  updatedAt: whole('updated_at').notNull(),
  userId: text('user_id').notNull(),
  note: text('note'),
});

export const audit = table('audit', {
  id: text('id').primaryKey(),
  at: whole('at').notNull(),
  userId: text('user_id').notNull(),
  userName: text('user_name').notNull(),
  role: text('role').notNull(),
  action: text('action', {
    enum: ['view', 'search', 'act', 'sign-in', 'export', 'refused'],
  }).notNull(),
  what: text('what').notNull(),
  patientId: text('patient_id'),
  encounterId: text('encounter_id'),
  instanceId: text('instance_id'),
  purpose: text('purpose'),
  fromAddress: text('from_address'),
});

export const guards = table('guards', {
  key: text('key').primaryKey(),
  version: whole('version').notNull(),
});

export const settings = table('settings', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
});
