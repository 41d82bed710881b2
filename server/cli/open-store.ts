import type { Store } from '../../engine/store.ts';
import { isPostgres } from '../store/choose.ts';
import { createPostgresStore } from '../store/postgres/store.ts';
import { lockFile } from '../store/sqlite/lock.ts';
import { createSqliteStore } from '../store/sqlite/store.ts';

/** Opens a database for one command, without a server over it. A file must be free. */
export async function withStore<Result>(
  db: string,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  if (isPostgres(db)) {
    const store = await createPostgresStore(db);
    return work(store).finally(() => store.close());
  }
  const lock = lockFile(db);
  if ('heldBy' in lock) {
    throw new Error(
      `${db} is in use${lock.heldBy === null ? '' : ` at ${lock.heldBy.url}`}. Stop the server, then try again.`,
    );
  }
  const store = createSqliteStore(db);
  try {
    return await work(store);
  } finally {
    await store.close();
    lock.release();
  }
}
