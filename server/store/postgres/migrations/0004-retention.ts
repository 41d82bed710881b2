import { commitBatch } from './0004-commit-batch.ts';

/** Compared by bytes, as SQLite and JavaScript compare, whatever the language of the database is. */
const id = 'text COLLATE "C"';

/**
 * The content of an old message may be dropped, unless the record needs it: what documents and their words refer to is
 * listed by its hash, here once for all that is stored. The other indexes find what is old of one sort, and who else
 * needs a content.
 */
export const retention = `
ALTER TABLE messages ADD COLUMN content_dropped_on text;
CREATE INDEX messages_kept ON messages (facility, kind, outcome, received_at, id) WHERE content_dropped_on IS NULL;
CREATE INDEX messages_of_content ON messages (content_hash) WHERE content_dropped_on IS NULL;

CREATE TABLE record_contents (hash ${id} PRIMARY KEY);
INSERT INTO record_contents
  SELECT DISTINCT mark.parts[1] FROM resource_versions v,
    regexp_matches(v.body, '"https://chartkeeper.dev/fhir/content-hash","valueString":"([0-9a-f]{64})"', 'g') AS mark(parts)
  WHERE v.body LIKE '%https://chartkeeper.dev/fhir/content-hash%';
INSERT INTO record_contents
  SELECT read.hash FROM extracts e, unnest(ARRAY[e.content_hash, e.text_hash, e.html_hash]) AS read(hash)
  WHERE read.hash IS NOT NULL
ON CONFLICT DO NOTHING;

DROP FUNCTION commit_batch;
${commitBatch}
`;
