import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSqliteStore } from './store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chartkeeper-view-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a write goes through though another connection wrote after the reads between took their view', async () => {
  const file = join(folder, 'chartkeeper.db');
  const store = createSqliteStore(file);
  await store.commit({ settings: { first: '1' } });
  expect(await store.setting('first')).toBe('1');
  const other = new Database(file);
  other.prepare('INSERT INTO settings (key, value) VALUES (?, ?)').run('other', '2');
  await store.commit({ settings: { second: '3' } });
  expect(await store.setting('other')).toBe('2');
  expect(other.prepare('SELECT key FROM settings ORDER BY key').pluck().all()).toEqual([
    'first',
    'other',
    'second',
  ]);
  other.close();
  await store.close();
});

test('the view is let go soon after the last write, so that the log can be copied and begun anew', async () => {
  const file = join(folder, 'chartkeeper.db');
  const store = createSqliteStore(file);
  await store.commit({ settings: { first: '1' } });
  await store.setting('first');
  const other = new Database(file, { timeout: 0 });
  await expect
    .poll(() => (other.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[])[0]?.busy)
    .toBe(0);
  other.close();
  await store.close();
});
