/**
 * Resources are found by terms, contents are kept once, messages say what they were, long loads are jobs. The terms
 * themselves are written by the program at its next start, which knows how to read a resource.
 */
export const search = `
ALTER TABLE resources DROP COLUMN identifiers;
ALTER TABLE resources ADD COLUMN sources TEXT NOT NULL DEFAULT '{}';
ALTER TABLE resources ADD COLUMN found_by TEXT NOT NULL DEFAULT '[]';
CREATE INDEX resources_updated ON resources (type, updated_at, id);
ALTER TABLE resource_versions DROP COLUMN identifiers;
ALTER TABLE resource_versions ADD COLUMN sources TEXT NOT NULL DEFAULT '{}';
CREATE INDEX resource_versions_of_message ON resource_versions (message_id) WHERE message_id IS NOT NULL;
DROP TABLE identifiers;

CREATE TABLE terms (
  type TEXT NOT NULL, param TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY (type, param, value, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE contents (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE extracts (
  content_hash TEXT PRIMARY KEY, outcome TEXT NOT NULL, text_hash TEXT, html_hash TEXT, pages INTEGER,
  at INTEGER NOT NULL, note TEXT
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO contents SELECT content_hash, CAST(body AS BLOB) FROM messages;
CREATE TABLE messages_as_received (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, control_key TEXT, control_id TEXT, content_hash TEXT NOT NULL,
  received_at INTEGER NOT NULL, user_id TEXT NOT NULL, sender TEXT NOT NULL, what TEXT NOT NULL, facility TEXT,
  patient_id TEXT, outcome TEXT NOT NULL, cause TEXT, reason TEXT, answer TEXT NOT NULL
) STRICT;
INSERT INTO messages_as_received
  SELECT id, kind, control_key, NULL, content_hash, received_at, user_id, user_id, kind, NULL, NULL, outcome,
    CASE WHEN outcome = 'taken' THEN NULL ELSE 'earlier' END, reason, answer
  FROM messages;
DROP TABLE messages;
ALTER TABLE messages_as_received RENAME TO messages;
CREATE INDEX messages_control ON messages (control_id) WHERE control_id IS NOT NULL;
CREATE INDEX messages_of_sender ON messages (sender, received_at);
CREATE INDEX messages_of_patient ON messages (patient_id, id) WHERE patient_id IS NOT NULL;
CREATE INDEX messages_waiting ON messages (cause, id) WHERE outcome <> 'taken';
CREATE INDEX history_of_message ON history (cause) WHERE substr(cause, 1, 8) = 'message:';

CREATE TABLE jobs (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, total INTEGER, done INTEGER NOT NULL,
  taken INTEGER NOT NULL, refused INTEGER NOT NULL, params TEXT NOT NULL, started_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL, user_id TEXT NOT NULL, note TEXT
) STRICT, WITHOUT ROWID;
`;
