import Database from 'better-sqlite3';
import pg from 'pg';

/** Fifty facilities, one queue, due dates over a year; names come from two thousand patients. */
export const facilities: readonly string[] = Array.from(
  { length: 50 },
  (_, n) => `f${String(n).padStart(2, '0')}`,
);
export const queue = 'deficiencies';
const patients = 2000;
const firstDueAt = Date.parse('2026-06-01T00:00:00Z');
const dayMs = 24 * 60 * 60 * 1000;

/** Task number n, written in SQL that both databases understand; `n` is the row's number. */
function columns(
  n: string,
  text: (expression: string) => string,
  dateOf: (expression: string) => string,
): string {
  const due = `(${firstDueAt} + (${n} * 7919 % 365) * ${dayMs})`;
  return [
    `'deficiency.b.' || ${text(n)} || '/cure'`,
    `'deficiency.b.' || ${text(n)}`,
    `'cure'`,
    `'deficiency'`,
    `'f' || substr('0' || ${text(`(${n} % 50)`)}, -2)`,
    `'${queue}'`,
    `'open'`,
    `CASE WHEN ${n} % 10 = 0 THEN -1 ELSE 0 END`,
    due,
    dateOf(due),
    due,
    `'doctor-' || ${text(`(${n} % 997)`)}`,
    `'patient-' || ${text(`(${n} % ${patients})`)}`,
    `NULL`,
    `'{"key":"task.missing","text":"Discharge summary: missing","parts":{"document":"Discharge summary"}}'`,
    `'{"ruleSet":"chart-completion","version":1,"table":"required-documents","row":"discharge-summary","citation":"42 CFR 482.24(c)(4)(vii), (viii)"}'`,
    String(firstDueAt),
  ].join(', ');
}

const countersSql = `INSERT INTO counters (queue, facility, list_state, due_on, count)
  SELECT queue, facility, list_state, due_on, count(*) FROM tasks GROUP BY queue, facility, list_state, due_on`;

function patient(n: number): string {
  return JSON.stringify({
    resourceType: 'Patient',
    id: `patient-${n}`,
    name: [{ family: `Family${n}`, given: ['Given'] }],
  });
}

/** Fills a migrated SQLite file with tasks and their counters. */
export function fillSqlite(file: string, count: number): void {
  const database = new Database(file);
  database.pragma('synchronous = OFF');
  const one = columns(
    'n',
    (e) => `(${e})`,
    (e) => `date(${e} / 1000, 'unixepoch')`,
  );
  database.exec(`WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ${count})
    INSERT INTO tasks SELECT ${one} FROM numbers`);
  database.exec(countersSql);
  const add = database.prepare(
    `INSERT INTO resources (type, id, version, updated_at, patient_id, is_deleted, body)
     VALUES ('Patient', ?, 1, 0, ?, 0, ?)`,
  );
  database.transaction(() => {
    for (let n = 0; n < patients; n += 1) add.run(`patient-${n}`, `patient-${n}`, patient(n));
  })();
  database.exec('ANALYZE');
  database.close();
}

/** The same on a migrated PostgreSQL database. */
export async function fillPostgres(url: string, count: number): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  const one = columns(
    'n::bigint',
    (e) => `(${e})::text`,
    (e) => `to_char(to_timestamp(${e} / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD')`,
  ).replace(/substr\('0' \|\| (.*?), -2\)/, `right('0' || $1, 2)`);
  const names =
    'id, instance_id, key, workflow, facility, queue, list_state, rank, due_at, due_on, accountable_due_at, practitioner_id, patient_id, encounter_id, title, rule, opened_at';
  await client.query(
    `INSERT INTO tasks (${names}) SELECT ${one} FROM generate_series(0, ${count - 1}) AS n`,
  );
  await client.query(countersSql);
  for (let n = 0; n < patients; n += 1) {
    await client.query(
      `INSERT INTO resources (type, id, version, updated_at, patient_id, is_deleted, body)
       VALUES ('Patient', $1, 1, 0, $1, false, $2)`,
      [`patient-${n}`, patient(n)],
    );
  }
  await client.query('VACUUM ANALYZE');
  await client.end();
}
