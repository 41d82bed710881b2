/**
 * Checks and writes one batch in one round trip and one transaction. Rows come as JSON named by column; an absent
 * list is null. When a version is not what the batch was computed from, nothing is written and `stale` says what is.
 * Locks are taken in one order everywhere: instances, guards, resources, contents, each sorted; counters last. A start that
 * another server wins fails on the primary key of its history, so the whole batch is rolled back and comes again.
 * Plans are made once and never scan a table: what was planned on an empty table must not read a full one.
 */
export const commitBatch = `
CREATE FUNCTION commit_batch(
  virtual_at bigint,
  instance_ids text[], instance_versions bigint[],
  guard_keys text[], guard_versions bigint[], guard_next bigint[],
  resource_types text[], resource_ids text[], resource_bases bigint[],
  new_history json, new_instances json, gone_tasks text[], new_tasks json,
  gone_deadlines json, new_deadlines json, new_effects json, done_effects text[],
  new_resource_versions json, new_resources json, new_terms json, new_sources json,
  new_contents json, new_record_contents text[], new_messages json, dropped json,
  new_extracts json, new_jobs json,
  new_audit json, new_settings json, new_counters json,
  OUT clock bigint, OUT stale json
) LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  stale_instances json;
  stale_guards json;
  stale_resources json;
BEGIN
  IF instance_ids IS NOT NULL THEN
    SELECT json_agg(json_build_array(e.id, coalesce(i.version, 0))) INTO stale_instances
    FROM unnest(instance_ids, instance_versions) AS e(id, version)
    LEFT JOIN (SELECT id, version FROM instances WHERE id = ANY (instance_ids) ORDER BY id FOR NO KEY UPDATE) i
      ON i.id = e.id
    WHERE coalesce(i.version, 0) <> e.version;
  END IF;
  IF guard_keys IS NOT NULL THEN
    INSERT INTO guards SELECT e.key, 0 FROM unnest(guard_keys, guard_versions) AS e(key, version)
    WHERE e.version = 0 ON CONFLICT DO NOTHING;
    SELECT json_agg(json_build_array(e.key, g.version)) INTO stale_guards
    FROM unnest(guard_keys, guard_versions) AS e(key, version)
    LEFT JOIN (SELECT key, version FROM guards WHERE key = ANY (guard_keys) ORDER BY key FOR NO KEY UPDATE) g
      ON g.key = e.key
    WHERE coalesce(g.version, 0) <> e.version;
  END IF;
  IF resource_ids IS NOT NULL THEN
    SELECT json_agg(json_build_array(e.type, e.id, coalesce(r.version, 0))) INTO stale_resources
    FROM unnest(resource_types, resource_ids, resource_bases) AS e(type, id, version)
    LEFT JOIN (
      SELECT r.type, r.id, r.version FROM resources r
      WHERE (r.type, r.id) IN (SELECT w.type, w.id FROM unnest(resource_types, resource_ids) AS w(type, id))
      ORDER BY r.type, r.id FOR NO KEY UPDATE OF r
    ) r ON r.type = e.type AND r.id = e.id
    WHERE coalesce(r.version, 0) <> e.version;
  END IF;
  clock := floor(extract(epoch FROM clock_timestamp()) * 1000);
  IF coalesce(stale_instances, stale_guards, stale_resources) IS NOT NULL THEN
    stale := json_build_object(
      'instances', stale_instances, 'guards', stale_guards, 'resources', stale_resources);
    RETURN;
  END IF;

  IF guard_keys IS NOT NULL THEN
    UPDATE guards g SET version = e.next FROM unnest(guard_keys, guard_next) AS e(key, next) WHERE g.key = e.key;
  END IF;
  IF new_history IS NOT NULL THEN
    INSERT INTO history SELECT * FROM json_populate_recordset(NULL::history, new_history);
  END IF;
  IF new_instances IS NOT NULL THEN
    INSERT INTO instances AS i SELECT * FROM json_populate_recordset(NULL::instances, new_instances)
    ON CONFLICT (id) DO UPDATE SET
      workflow = excluded.workflow, workflow_version = excluded.workflow_version, version = excluded.version,
      family_id = excluded.family_id, facility = excluded.facility, patient_id = excluded.patient_id,
      encounter_id = excluded.encounter_id, practitioner_id = excluded.practitioner_id, is_open = excluded.is_open,
      state = excluded.state, context = excluded.context, started_at = excluded.started_at,
      updated_at = excluded.updated_at;
  END IF;
  IF gone_tasks IS NOT NULL THEN
    DELETE FROM tasks WHERE id = ANY (gone_tasks);
    DELETE FROM claims WHERE task_id = ANY (gone_tasks);
  END IF;
  IF new_tasks IS NOT NULL THEN
    INSERT INTO tasks AS t SELECT * FROM json_populate_recordset(NULL::tasks, new_tasks)
    ON CONFLICT (id) DO UPDATE SET
      instance_id = excluded.instance_id, key = excluded.key, workflow = excluded.workflow,
      facility = excluded.facility, queue = excluded.queue, list_state = excluded.list_state, rank = excluded.rank,
      due_at = excluded.due_at, due_on = excluded.due_on, accountable_due_at = excluded.accountable_due_at,
      practitioner_id = excluded.practitioner_id, patient_id = excluded.patient_id,
      encounter_id = excluded.encounter_id, title = excluded.title, rule = excluded.rule;
  END IF;
  IF gone_deadlines IS NOT NULL THEN
    DELETE FROM deadlines d USING json_populate_recordset(NULL::deadlines, gone_deadlines) AS e
    WHERE d.instance_id = e.instance_id AND d.key = e.key;
  END IF;
  IF new_deadlines IS NOT NULL THEN
    INSERT INTO deadlines SELECT * FROM json_populate_recordset(NULL::deadlines, new_deadlines)
    ON CONFLICT (instance_id, key) DO UPDATE SET
      due_at = excluded.due_at, event = excluded.event, citation = excluded.citation,
      armed_seq = excluded.armed_seq, leased_until = excluded.leased_until;
  END IF;
  IF new_effects IS NOT NULL THEN
    INSERT INTO effects SELECT * FROM json_populate_recordset(NULL::effects, new_effects)
    ON CONFLICT (key) DO NOTHING;
  END IF;
  IF done_effects IS NOT NULL THEN
    UPDATE effects SET done_at = coalesce(virtual_at, clock) WHERE key = ANY (done_effects) AND done_at IS NULL;
  END IF;
  IF new_terms IS NOT NULL THEN
    DELETE FROM terms t USING (
      SELECT r.type, o.param, o.value, r.id
      FROM json_to_recordset(new_terms) AS n(type text, id text)
      JOIN resources r ON r.type = n.type COLLATE "C" AND r.id = n.id COLLATE "C"
      CROSS JOIN LATERAL json_to_recordset(r.found_by::json) AS o(param text, value text)
      EXCEPT
      SELECT n.type, w.param, w.value, n.id
      FROM json_to_recordset(new_terms) AS n(type text, id text, found_by json)
      CROSS JOIN LATERAL json_to_recordset(n.found_by) AS w(param text, value text)
    ) g WHERE t.type = g.type COLLATE "C" AND t.param = g.param COLLATE "C" AND t.value = g.value COLLATE "C"
      AND t.id = g.id COLLATE "C";
    INSERT INTO terms SELECT n.type, w.param, w.value, n.id
    FROM json_to_recordset(new_terms) AS n(type text, id text, found_by json)
    CROSS JOIN LATERAL json_to_recordset(n.found_by) AS w(param text, value text)
    ON CONFLICT DO NOTHING;
    UPDATE resources r SET found_by = n.found_by::text
    FROM json_to_recordset(new_terms) AS n(type text, id text, found_by json, is_new boolean)
    WHERE r.type = n.type COLLATE "C" AND r.id = n.id COLLATE "C" AND NOT n.is_new;
  END IF;
  IF new_resources IS NOT NULL THEN
    INSERT INTO resource_versions SELECT * FROM json_populate_recordset(NULL::resource_versions, new_resource_versions);
    INSERT INTO resources SELECT * FROM json_populate_recordset(NULL::resources, new_resources)
    ON CONFLICT (type, id) DO UPDATE SET
      version = excluded.version, updated_at = excluded.updated_at, facility = excluded.facility,
      patient_id = excluded.patient_id, encounter_id = excluded.encounter_id, is_deleted = excluded.is_deleted,
      message_id = excluded.message_id, body = excluded.body, sources = excluded.sources,
      found_by = excluded.found_by;
  END IF;
  IF new_sources IS NOT NULL THEN
    UPDATE resources r SET sources = n.sources
    FROM json_to_recordset(new_sources) AS n(type text, id text, sources text)
    WHERE r.type = n.type COLLATE "C" AND r.id = n.id COLLATE "C";
    UPDATE resource_versions r SET sources = n.sources
    FROM json_to_recordset(new_sources) AS n(type text, id text, version bigint, sources text)
    WHERE r.type = n.type COLLATE "C" AND r.id = n.id COLLATE "C" AND r.version = n.version;
  END IF;
  IF new_contents IS NOT NULL THEN
    INSERT INTO contents SELECT * FROM json_populate_recordset(NULL::contents, new_contents)
    -- Locked though it stays as it is: one that is being dropped must see who needs it.
    ON CONFLICT (hash) DO UPDATE SET hash = excluded.hash;
  END IF;
  IF new_record_contents IS NOT NULL THEN
    INSERT INTO record_contents SELECT unnest(new_record_contents) ON CONFLICT DO NOTHING;
  END IF;
  IF new_messages IS NOT NULL THEN
    INSERT INTO messages AS m SELECT * FROM json_populate_recordset(NULL::messages, new_messages)
    ON CONFLICT (id) DO UPDATE SET
      control_key = excluded.control_key, control_id = excluded.control_id, sender = excluded.sender,
      what = excluded.what, facility = excluded.facility, patient_id = excluded.patient_id,
      outcome = excluded.outcome, cause = excluded.cause, reason = excluded.reason, answer = excluded.answer,
      received_at = CASE WHEN m.content_dropped_on IS NULL THEN m.received_at ELSE excluded.received_at END,
      content_dropped_on = NULL;
  END IF;
  IF dropped IS NOT NULL THEN
    PERFORM FROM contents WHERE hash IN (
      SELECT m.content_hash FROM messages m JOIN json_to_recordset(dropped) AS d(id text) ON m.id = d.id COLLATE "C"
    ) ORDER BY hash FOR UPDATE;
    UPDATE messages m SET content_dropped_on = d.on_day
    FROM json_to_recordset(dropped) AS d(id text, outcome text, on_day text)
    WHERE m.id = d.id COLLATE "C" AND m.outcome = d.outcome COLLATE "C" AND m.content_dropped_on IS NULL;
    DELETE FROM contents c
    USING (
      SELECT DISTINCT m.content_hash FROM messages m JOIN json_to_recordset(dropped) AS d(id text)
        ON m.id = d.id COLLATE "C"
    ) gone
    WHERE c.hash = gone.content_hash
      AND NOT EXISTS (SELECT FROM messages m WHERE m.content_hash = c.hash AND m.content_dropped_on IS NULL)
      AND NOT EXISTS (SELECT FROM record_contents r WHERE r.hash = c.hash);
  END IF;
  IF new_extracts IS NOT NULL THEN
    INSERT INTO extracts SELECT * FROM json_populate_recordset(NULL::extracts, new_extracts)
    ON CONFLICT (content_hash) DO UPDATE SET
      outcome = excluded.outcome, text_hash = excluded.text_hash, html_hash = excluded.html_hash,
      pages = excluded.pages, at = excluded.at, note = excluded.note;
  END IF;
  IF new_jobs IS NOT NULL THEN
    INSERT INTO jobs SELECT * FROM json_populate_recordset(NULL::jobs, new_jobs)
    ON CONFLICT (id) DO UPDATE SET
      state = excluded.state, total = excluded.total, done = excluded.done, taken = excluded.taken,
      refused = excluded.refused, params = excluded.params, updated_at = excluded.updated_at, note = excluded.note;
  END IF;
  IF new_audit IS NOT NULL THEN
    INSERT INTO audit SELECT * FROM json_populate_recordset(NULL::audit, new_audit);
  END IF;
  IF new_settings IS NOT NULL THEN
    INSERT INTO settings SELECT * FROM json_populate_recordset(NULL::settings, new_settings)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value;
  END IF;
  IF new_counters IS NOT NULL THEN
    INSERT INTO counters AS c SELECT * FROM json_populate_recordset(NULL::counters, new_counters)
    ON CONFLICT (queue, facility, list_state, due_on) DO UPDATE SET count = c.count + excluded.count;
  END IF;
END $$;`;
