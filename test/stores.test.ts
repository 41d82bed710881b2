import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from '../engine/memory-store.ts';
import { createSqliteStore } from '../server/store/sqlite/store.ts';
import { describeStore } from './store-conformance.ts';

describeStore('memory', async () => {
  let now = 0;
  const store = createMemoryStore(() => now);
  const setNow = (at: number): void => {
    now = at;
  };
  return { store, setNow, close: () => store.close() };
});

describeStore('SQLite', async () => {
  let now = 0;
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-'));
  const store = createSqliteStore(join(folder, 'test.db'), { clock: () => now });
  return {
    store,
    setNow: (at) => {
      now = at;
    },
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
