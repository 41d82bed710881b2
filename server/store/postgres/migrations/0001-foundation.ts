import { commitBatch } from './0001-commit-batch.ts';

/** Compared by bytes, as SQLite and JavaScript compare, whatever the language of the database is. */
const id = 'text COLLATE "C"';

export const foundation = `
CREATE TABLE instances (
  id ${id} PRIMARY KEY, workflow ${id} NOT NULL, workflow_version bigint NOT NULL, version bigint NOT NULL,
  family_id ${id}, facility ${id} NOT NULL, patient_id ${id}, encounter_id ${id}, practitioner_id ${id},
  is_open boolean NOT NULL, state text NOT NULL, context text NOT NULL,
  started_at bigint NOT NULL, updated_at bigint NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX instances_family ON instances (family_id) WHERE family_id IS NOT NULL;
CREATE INDEX instances_encounter ON instances (encounter_id) WHERE encounter_id IS NOT NULL;

CREATE TABLE history (
  instance_id ${id} NOT NULL, seq bigint NOT NULL, event_id ${id} NOT NULL, type ${id} NOT NULL,
  payload text NOT NULL,
  at bigint NOT NULL, user_id ${id} NOT NULL, user_name text NOT NULL, role text NOT NULL, cause text,
  workflow ${id} NOT NULL, workflow_version bigint NOT NULL,
  PRIMARY KEY (instance_id, seq)
);
CREATE UNIQUE INDEX history_event ON history (instance_id, event_id);

CREATE TABLE tasks (
  id ${id} PRIMARY KEY, instance_id ${id} NOT NULL, key ${id} NOT NULL, workflow ${id} NOT NULL,
  facility ${id} NOT NULL,
  queue ${id} NOT NULL, list_state ${id} NOT NULL, rank bigint NOT NULL, due_at bigint NOT NULL,
  due_on ${id} NOT NULL,
  accountable_due_at bigint NOT NULL, practitioner_id ${id}, patient_id ${id}, encounter_id ${id},
  title text NOT NULL, rule text NOT NULL, opened_at bigint NOT NULL
);
CREATE INDEX tasks_of_facility ON tasks (facility, queue, list_state, rank, due_at, id);
-- The condition is always true and only lists over all facilities name it: the planner guesses a row comparison by
-- its first column and would walk this index, 200 times as far, for a list of one facility too.
CREATE INDEX tasks_of_queue ON tasks (queue, list_state, rank, due_at, id) INCLUDE (facility)
  WHERE rank IS DISTINCT FROM 2147483647;
CREATE INDEX tasks_of_practitioner ON tasks (practitioner_id, queue, list_state, rank, due_at, id)
  WHERE practitioner_id IS NOT NULL;

CREATE TABLE claims (
  task_id ${id} PRIMARY KEY, holder_id ${id} NOT NULL, holder_name text NOT NULL,
  claimed_at bigint NOT NULL, expires_at bigint NOT NULL
);
CREATE INDEX claims_of_holder ON claims (holder_id);

CREATE TABLE deadlines (
  instance_id ${id} NOT NULL, key ${id} NOT NULL, due_at bigint NOT NULL, event text NOT NULL, citation text,
  armed_seq bigint NOT NULL, leased_until bigint NOT NULL,
  PRIMARY KEY (instance_id, key)
);
CREATE INDEX deadlines_due ON deadlines (due_at);

CREATE TABLE effects (
  key ${id} PRIMARY KEY, instance_id ${id} NOT NULL, type ${id} NOT NULL, params text NOT NULL,
  not_before_at bigint NOT NULL, next_at bigint NOT NULL, attempts bigint NOT NULL,
  done_at bigint, dead_at bigint, last_error text
);
CREATE INDEX effects_waiting ON effects (next_at) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX effects_of_instance ON effects (instance_id);

CREATE TABLE counters (
  queue ${id} NOT NULL, facility ${id} NOT NULL, list_state ${id} NOT NULL, due_on ${id} NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (queue, facility, list_state, due_on)
) WITH (fillfactor = 50);

CREATE TABLE resources (
  type ${id} NOT NULL, id ${id} NOT NULL, version bigint NOT NULL, updated_at bigint NOT NULL, facility ${id},
  patient_id ${id}, encounter_id ${id}, is_deleted boolean NOT NULL, identifiers text NOT NULL, message_id ${id},
  body text NOT NULL,
  PRIMARY KEY (type, id)
);
CREATE INDEX resources_of_patient ON resources (patient_id, type, id) WHERE patient_id IS NOT NULL;
CREATE INDEX resources_of_encounter ON resources (encounter_id, type, id) WHERE encounter_id IS NOT NULL;

CREATE TABLE resource_versions (
  type ${id} NOT NULL, id ${id} NOT NULL, version bigint NOT NULL, updated_at bigint NOT NULL, facility ${id},
  patient_id ${id}, encounter_id ${id}, is_deleted boolean NOT NULL, identifiers text NOT NULL, message_id ${id},
  body text NOT NULL,
  PRIMARY KEY (type, id, version)
);

CREATE TABLE identifiers (
  type ${id} NOT NULL, identifier ${id} NOT NULL, id ${id} NOT NULL,
  PRIMARY KEY (type, identifier, id)
);
CREATE INDEX identifiers_of_resource ON identifiers (type, id);
CREATE INDEX identifiers_of_any_type ON identifiers (identifier);

CREATE TABLE messages (
  id ${id} PRIMARY KEY, kind text NOT NULL, control_key ${id}, content_hash text NOT NULL,
  received_at bigint NOT NULL,
  user_id ${id} NOT NULL, outcome ${id} NOT NULL, reason text, body text NOT NULL, answer text NOT NULL
);
CREATE INDEX messages_control ON messages (control_key) WHERE control_key IS NOT NULL;

CREATE TABLE audit (
  id ${id} PRIMARY KEY, at bigint NOT NULL, user_id ${id} NOT NULL, user_name text NOT NULL, role text NOT NULL,
  action text NOT NULL, what text NOT NULL, patient_id ${id}, encounter_id ${id}, instance_id ${id},
  purpose text, from_address text
);
CREATE INDEX audit_of_patient ON audit (patient_id, id) WHERE patient_id IS NOT NULL;
CREATE INDEX audit_of_user ON audit (user_id, id);

CREATE TABLE guards (key ${id} PRIMARY KEY, version bigint NOT NULL);
CREATE TABLE settings (key ${id} PRIMARY KEY, value text NOT NULL);

${commitBatch}
`;
