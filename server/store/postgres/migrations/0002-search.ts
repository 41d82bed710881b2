import { commitBatch } from './0002-commit-batch.ts';

/** Compared by bytes, as SQLite and JavaScript compare, whatever the language of the database is. */
const id = 'text COLLATE "C"';

/**
 * Resources are found by terms, contents are kept once, messages say what they were, long loads are jobs. The terms
 * themselves are written by the program at its next start, which knows how to read a resource.
 */
export const search = `
ALTER TABLE resources DROP COLUMN identifiers;
ALTER TABLE resources ADD COLUMN sources text NOT NULL DEFAULT '{}';
ALTER TABLE resources ADD COLUMN found_by text NOT NULL DEFAULT '[]';
CREATE INDEX resources_updated ON resources (type, updated_at, id);
ALTER TABLE resource_versions DROP COLUMN identifiers;
ALTER TABLE resource_versions ADD COLUMN sources text NOT NULL DEFAULT '{}';
CREATE INDEX resource_versions_of_message ON resource_versions (message_id) WHERE message_id IS NOT NULL;
DROP TABLE identifiers;

CREATE TABLE terms (
  type ${id} NOT NULL, param ${id} NOT NULL, value ${id} NOT NULL, id ${id} NOT NULL,
  PRIMARY KEY (type, param, value, id)
);

CREATE TABLE contents (hash ${id} PRIMARY KEY, bytes bytea NOT NULL);
CREATE TABLE extracts (
  content_hash ${id} PRIMARY KEY, outcome text NOT NULL, text_hash ${id}, html_hash ${id}, pages bigint,
  at bigint NOT NULL, note text
);

INSERT INTO contents SELECT DISTINCT ON (content_hash) content_hash, convert_to(body, 'UTF8') FROM messages;
ALTER TABLE messages RENAME TO messages_before;
ALTER INDEX messages_pkey RENAME TO messages_before_pkey;
DROP INDEX messages_control;
CREATE TABLE messages (
  id ${id} PRIMARY KEY, kind text NOT NULL, control_key ${id}, control_id ${id}, content_hash ${id} NOT NULL,
  received_at bigint NOT NULL, user_id ${id} NOT NULL, sender ${id} NOT NULL, what text NOT NULL, facility ${id},
  patient_id ${id}, outcome ${id} NOT NULL, cause ${id}, reason text COLLATE "C", answer text NOT NULL
);
INSERT INTO messages
  SELECT id, kind, control_key, NULL, content_hash, received_at, user_id, user_id, kind, NULL, NULL, outcome,
    CASE WHEN outcome = 'taken' THEN NULL ELSE 'earlier' END, reason, answer
  FROM messages_before;
DROP TABLE messages_before;
CREATE INDEX messages_control ON messages (control_id) WHERE control_id IS NOT NULL;
CREATE INDEX messages_of_sender ON messages (sender, received_at);
CREATE INDEX messages_of_patient ON messages (patient_id, id) WHERE patient_id IS NOT NULL;
CREATE INDEX messages_waiting ON messages (cause, id) WHERE outcome <> 'taken';
CREATE INDEX history_of_message ON history (cause) WHERE substr(cause, 1, 8) = 'message:';

CREATE TABLE jobs (
  id ${id} PRIMARY KEY, kind text NOT NULL, state text NOT NULL, total bigint, done bigint NOT NULL,
  taken bigint NOT NULL, refused bigint NOT NULL, params text NOT NULL, started_at bigint NOT NULL,
  updated_at bigint NOT NULL, user_id ${id} NOT NULL, note text
);

DROP FUNCTION commit_batch;
${commitBatch}
`;
