/**
 * The content of an old message may be dropped, unless the record needs it: what documents and their words refer to is
 * listed by its hash, here once for all that is stored. The other indexes find what is old of one sort, and who else
 * needs a content.
 */
export const retention = `
ALTER TABLE messages ADD COLUMN content_dropped_on TEXT;
CREATE INDEX messages_kept ON messages (facility, kind, outcome, received_at, id) WHERE content_dropped_on IS NULL;
CREATE INDEX messages_of_content ON messages (content_hash) WHERE content_dropped_on IS NULL;

CREATE TABLE record_contents (hash TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO record_contents
  SELECT mark.hash FROM (
    SELECT json_extract(v.body, part.path || '.valueString') AS hash
    FROM resource_versions v, json_tree(v.body) part
    WHERE instr(v.body, 'https://chartkeeper.dev/fhir/content-hash') > 0
      AND part.key = 'url' AND part.atom = 'https://chartkeeper.dev/fhir/content-hash'
  ) mark WHERE mark.hash IS NOT NULL;
INSERT OR IGNORE INTO record_contents
  SELECT content_hash FROM extracts
  UNION SELECT text_hash FROM extracts WHERE text_hash IS NOT NULL
  UNION SELECT html_hash FROM extracts WHERE html_hash IS NOT NULL;
`;
