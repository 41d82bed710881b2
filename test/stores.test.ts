import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from '../engine/memory-store.ts';
import { createSqliteStore } from '../server/store/sqlite/store.ts';
import { describeStore } from './store-conformance.ts';

describeStore('memory', async () => {
  const clock = { now: 0 };
  const store = createMemoryStore(() => clock.now);
  return { store, setNow: (at) => void (clock.now = at), close: () => store.close() };
});

describeStore('SQLite', async () => {
  const clock = { now: 0 };
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-'));
  const store = createSqliteStore(join(folder, 'test.db'), { clock: () => clock.now });
  return {
    store,
    setNow: (at) => void (clock.now = at),
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
