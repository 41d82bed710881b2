/** Only what was written over is kept beside the resources: a first version was stored twice. */
export const superseded = `
DELETE FROM resource_versions WHERE EXISTS (
  SELECT 1 FROM resources r
  WHERE r.type = resource_versions.type AND r.id = resource_versions.id AND r.version = resource_versions.version
);
CREATE INDEX resources_of_message ON resources (message_id) WHERE message_id IS NOT NULL;
`;
