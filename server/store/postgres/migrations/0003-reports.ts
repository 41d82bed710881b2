/**
 * Reports ask what people did, by what and when, and how much waits for each practitioner; neither may read what it
 * does not count. What the system does by itself is no act and costs no index entry.
 */
export const reports = `
CREATE INDEX history_acts ON history (type, at, instance_id, seq) WHERE user_id <> 'system';
DROP INDEX tasks_of_practitioner;
CREATE INDEX tasks_of_practitioner ON tasks (practitioner_id, queue, list_state, rank, due_at, id) INCLUDE (facility)
  WHERE practitioner_id IS NOT NULL;
`;
