export const foundation = `
CREATE TABLE instances (
  id TEXT PRIMARY KEY, workflow TEXT NOT NULL, workflow_version INTEGER NOT NULL, version INTEGER NOT NULL,
  family_id TEXT, facility TEXT NOT NULL, patient_id TEXT, encounter_id TEXT, practitioner_id TEXT,
  is_open INTEGER NOT NULL, state TEXT NOT NULL, context TEXT NOT NULL,
  started_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX instances_family ON instances (family_id) WHERE family_id IS NOT NULL;
CREATE INDEX instances_encounter ON instances (encounter_id) WHERE encounter_id IS NOT NULL;

CREATE TABLE history (
  instance_id TEXT NOT NULL, seq INTEGER NOT NULL, event_id TEXT NOT NULL, type TEXT NOT NULL, payload TEXT NOT NULL,
  at INTEGER NOT NULL, user_id TEXT NOT NULL, user_name TEXT NOT NULL, role TEXT NOT NULL, cause TEXT,
  workflow TEXT NOT NULL, workflow_version INTEGER NOT NULL,
  PRIMARY KEY (instance_id, seq)
) STRICT, WITHOUT ROWID;
-- Names callers gave, which may come again; our own ids begin with a tilde and are never looked up.
CREATE UNIQUE INDEX history_named ON history (instance_id, event_id) WHERE substr(event_id, 1, 1) <> '~';

CREATE TABLE tasks (
  id TEXT PRIMARY KEY, instance_id TEXT NOT NULL, key TEXT NOT NULL, workflow TEXT NOT NULL, facility TEXT NOT NULL,
  queue TEXT NOT NULL, list_state TEXT NOT NULL, rank INTEGER NOT NULL, due_at INTEGER NOT NULL, due_on TEXT NOT NULL,
  accountable_due_at INTEGER NOT NULL, practitioner_id TEXT, patient_id TEXT, encounter_id TEXT,
  title TEXT NOT NULL, rule TEXT NOT NULL, opened_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tasks_of_facility ON tasks (facility, queue, list_state, rank, due_at, id);
CREATE INDEX tasks_of_queue ON tasks (queue, list_state, rank, due_at, id, facility);
CREATE INDEX tasks_of_practitioner ON tasks (practitioner_id, queue, list_state, rank, due_at, id)
  WHERE practitioner_id IS NOT NULL;

CREATE TABLE claims (
  task_id TEXT PRIMARY KEY, holder_id TEXT NOT NULL, holder_name TEXT NOT NULL,
  claimed_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_of_holder ON claims (holder_id);

CREATE TABLE deadlines (
  instance_id TEXT NOT NULL, key TEXT NOT NULL, due_at INTEGER NOT NULL, event TEXT NOT NULL, citation TEXT,
  armed_seq INTEGER NOT NULL, leased_until INTEGER NOT NULL,
  PRIMARY KEY (instance_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX deadlines_due ON deadlines (due_at);

CREATE TABLE effects (
  key TEXT PRIMARY KEY, instance_id TEXT NOT NULL, type TEXT NOT NULL, params TEXT NOT NULL,
  not_before_at INTEGER NOT NULL, next_at INTEGER NOT NULL, attempts INTEGER NOT NULL,
  done_at INTEGER, dead_at INTEGER, last_error TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX effects_waiting ON effects (next_at) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX effects_of_instance ON effects (instance_id);

CREATE TABLE counters (
  queue TEXT NOT NULL, facility TEXT NOT NULL, list_state TEXT NOT NULL, due_on TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (queue, facility, list_state, due_on)
) STRICT, WITHOUT ROWID;

CREATE TABLE resources (
  type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, updated_at INTEGER NOT NULL, facility TEXT,
  patient_id TEXT, encounter_id TEXT, is_deleted INTEGER NOT NULL, identifiers TEXT NOT NULL, message_id TEXT,
  body TEXT NOT NULL,
  PRIMARY KEY (type, id)
) STRICT;
CREATE INDEX resources_of_patient ON resources (patient_id, type, id) WHERE patient_id IS NOT NULL;
CREATE INDEX resources_of_encounter ON resources (encounter_id, type, id) WHERE encounter_id IS NOT NULL;

CREATE TABLE resource_versions (
  type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, updated_at INTEGER NOT NULL, facility TEXT,
  patient_id TEXT, encounter_id TEXT, is_deleted INTEGER NOT NULL, identifiers TEXT NOT NULL, message_id TEXT,
  body TEXT NOT NULL,
  PRIMARY KEY (type, id, version)
) STRICT;

CREATE TABLE identifiers (
  type TEXT NOT NULL, identifier TEXT NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY (type, identifier, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX identifiers_of_resource ON identifiers (type, id);

CREATE TABLE messages (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, control_key TEXT, content_hash TEXT NOT NULL, received_at INTEGER NOT NULL,
  user_id TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT, body TEXT NOT NULL, answer TEXT NOT NULL
) STRICT;
CREATE INDEX messages_control ON messages (control_key) WHERE control_key IS NOT NULL;

CREATE TABLE audit (
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, user_id TEXT NOT NULL, user_name TEXT NOT NULL, role TEXT NOT NULL,
  action TEXT NOT NULL, what TEXT NOT NULL, patient_id TEXT, encounter_id TEXT, instance_id TEXT,
  purpose TEXT, from_address TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_of_patient ON audit (patient_id, id) WHERE patient_id IS NOT NULL;
CREATE INDEX audit_of_user ON audit (user_id, id);

CREATE TABLE guards (key TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;
