import Database from 'better-sqlite3';
import { systemUser, type User } from '../../engine/model/user.ts';
import { createAuthenticator } from '../auth.ts';
import type { Config } from '../config.ts';
import { silentLog } from '../log.ts';
import { isPostgres } from '../store/choose.ts';
import { FileInUse, keySetting, wire } from '../wire.ts';
import { withStore } from './open-store.ts';

/** One way to the API, whether a server runs on the database or this command opens it itself. */
export interface Connection {
  call(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

const tokenSeconds = 600;

/** Who a command acts as: whoever may read the database file may administer it. */
export const operator: User = {
  ...systemUser,
  id: 'operator',
  name: 'Operator',
  grants: ['system', 'administrator', 'supervisor'].map((role) => ({
    role: role as 'system',
    facilities: '*' as const,
  })),
};

/** Finds the server that holds the database and talks to it; otherwise opens the database for this command alone. */
export async function connect(config: Config, db: string): Promise<Connection> {
  try {
    const wired = await wire({
      db,
      allowedOrigins: [],
      issuers: [],
      defaultFacility: config.defaultFacility,
      demoUsers: null,
      requestsPerMinute: Number.POSITIVE_INFINITY,
      log: silentLog,
    });
    const { token } = await wired.services.auth.issue(operator, tokenSeconds);
    return {
      call: async (path, init) => wired.app.request(path, withToken(init, token)),
      close: async () => {
        await wired.worker.drain();
        await wired.close();
      },
    };
  } catch (error) {
    if (!(error instanceof FileInUse) || error.url === null) throw error;
    const { url } = error;
    const token = await tokenFor(db, operator, tokenSeconds);
    return {
      call: (path, init) => fetch(`${url}${path}`, withToken(init, token)),
      close: async () => {},
    };
  }
}

/** A token signed with the key of the database, which need not be free for that. */
export async function tokenFor(db: string, user: User, seconds: number): Promise<string> {
  const key = await signingKeyOf(db);
  if (key === undefined)
    throw new Error(`${db} has no signing key yet. Start the server once, then ask again.`);
  const auth = createAuthenticator({
    secret: Buffer.from(key, 'base64'),
    issuers: [],
    demoUsers: null,
    now: Date.now,
  });
  return (await auth.issue(user, seconds)).token;
}

function withToken(init: RequestInit = {}, token: string): RequestInit {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers };
}

async function signingKeyOf(db: string): Promise<string | undefined> {
  if (isPostgres(db)) return withStore(db, (store) => store.setting(keySetting));
  // Read beside the server that may hold the file.
  const database = new Database(db, { readonly: true, fileMustExist: true });
  const row = database.prepare('select value from settings where key = ?').get(keySetting);
  database.close();
  return (row as { value: string } | undefined)?.value;
}
