import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { Refusal } from '../engine/errors.ts';
import type { User } from '../engine/model/user.ts';
import type { Store } from '../engine/store.ts';
import type { Registered } from '../engine/workflow.ts';
import { workflows } from '../engine/workflows/index.ts';
import { type Assembled, assemble } from './assemble.ts';
import type { TrustedIssuer } from './auth.ts';
import { createDocumentReader } from './documents/reader.ts';
import { recordOnly, webhookHandler } from './effects.ts';
import { assertKnownVersions } from './known-versions.ts';
import { createMailSender, type MailConfig } from './letters/send-mail.ts';
import { sendMessage } from './letters/send-message.ts';
import type { Log } from './log.ts';
import { makeFindable } from './make-findable.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { type MovingClock, runningClock, standingClock } from './moving-clock.ts';
import type { OidcOptions } from './oidc.ts';
import type { DocumentReading } from './reading.ts';
import { isPostgres } from './store/choose.ts';
import { type FileLock, lockFile } from './store/sqlite/lock.ts';
import { createSqliteStore } from './store/sqlite/store.ts';

export interface WireOptions {
  /** A file, or `postgres://…`. */
  readonly db: string;
  /** Start of a virtual clock, epoch milliseconds, or one that runs and may be moved on; the real one when absent. */
  readonly clockStart?: number | 'running';
  readonly allowedOrigins: readonly string[];
  readonly issuers: readonly TrustedIssuer[];
  readonly oidc?: OidcOptions;
  readonly webhookUrl?: string;
  /** The site's mail server, for letters; none where it is absent. */
  readonly mail?: MailConfig;
  readonly defaultFacility: string;
  readonly demoUsers: ReadonlyMap<string, User> | null;
  readonly workflows?: readonly Registered[];
  readonly requestsPerMinute?: number;
  readonly log: Log;
}

export interface Wired extends Assembled {
  readonly store: Store;
  readonly lock: FileLock | null;
  readonly metrics: Metrics;
}

export const keySetting = 'signing-key';

/** Opens the database and puts the server together; nothing listens yet and nothing is due yet. */
export async function wire(options: WireOptions): Promise<Wired> {
  const { log } = options;
  const clock = clockOf(options.clockStart);
  const { store, lock } = await openStore(options, clock?.now);
  await clock?.resume(store);
  const handler =
    options.webhookUrl === undefined ? recordOnly : webhookHandler(options.webhookUrl);
  const metrics = createMetrics();
  const assembled = assemble({
    ...options,
    store,
    workflows: options.workflows ?? workflows,
    newId: uuidv7,
    secret: await signingKey(store),
    reading: openReading(),
    letterChannels: {
      mail: options.mail === undefined ? null : createMailSender(options.mail),
      hl7: sendMessage,
    },
    handlerOf: () => handler,
    onError: (error, what) => log.error({ what, error: nameOf(error) }, 'failed'),
    metricsOf: metrics.watch,
    app: () => ({
      onAnswer: (line) => {
        metrics.answered(line);
        log.info(line, 'answered');
      },
      onUnexpected: (error, requestId) =>
        log.error({ requestId, error: nameOf(error), stack: stackOf(error) }, 'unexpected'),
      addressOf: (_, env) => addressIn(env),
      ...(options.requestsPerMinute === undefined
        ? {}
        : { requestsPerMinute: options.requestsPerMinute }),
    }),
    ...(clock === null ? {} : { setNow: (at: number) => clock.moveTo(store, at) }),
  });
  try {
    await assertKnownVersions(store, assembled.engine.registry);
  } catch (error) {
    await assembled.close();
    lock?.release();
    throw error;
  }
  // Whoever holds the file runs alone.
  if (lock !== null) await assembled.services.jobs.endLeftBehind();
  const found = await makeFindable(store, assembled.services.policies);
  if (found > 0) log.info({ resources: found }, 'search terms were written anew');
  return {
    ...assembled,
    store,
    lock,
    metrics,
    close: async () => {
      await assembled.close();
      lock?.release();
    },
  };
}

/** Scans are read in a process of their own, so that a long one keeps no page waiting. */
function openReading(): DocumentReading {
  const reader = createDocumentReader();
  const scans = createDocumentReader();
  return {
    read: reader.read,
    renderPage: reader.renderPage,
    ocr: scans.ocr,
    close: () => {
      reader.close();
      scans.close();
    },
  };
}

async function openStore(
  { db, log }: WireOptions,
  clock: (() => number) | undefined,
): Promise<{ store: Store; lock: FileLock | null }> {
  if (isPostgres(db)) {
    const { createPostgresStore } = await import('./store/postgres/store.ts');
    return {
      store: await createPostgresStore(db, clock === undefined ? {} : { clock }),
      lock: null,
    };
  }
  const lock = lockFile(db);
  if ('heldBy' in lock) throw new FileInUse(db, lock.heldBy?.url ?? null);
  const store = createSqliteStore(db, {
    ...(clock === undefined ? {} : { clock }),
    onUnknownOutcome: (error) => {
      log.error(
        { error: nameOf(error) },
        'the disk failed while saving; stopping so that the next start finds the truth',
      );
      process.exit(70);
    },
  });
  return { store, lock };
}

/** Another server holds the database file. */
export class FileInUse extends Refusal {
  readonly url: string | null;
  constructor(file: string, url: string | null) {
    super(
      'unavailable',
      `${file} is in use by another Chartkeeper server${url === null ? '' : ` at ${url}`}. Stop it first, or give this one another --db.`,
    );
    this.url = url;
  }
}

async function signingKey(store: Store): Promise<Uint8Array> {
  const known = await store.setting(keySetting);
  if (known !== undefined) return Buffer.from(known, 'base64');
  const key = randomBytes(32);
  await store.commit({ settings: { [keySetting]: key.toString('base64') } });
  // Two servers may start at once on one database: the key that stands is the one read back.
  return Buffer.from((await store.setting(keySetting)) ?? key.toString('base64'), 'base64');
}

function clockOf(start: WireOptions['clockStart']): MovingClock | null {
  if (start === undefined) return null;
  return start === 'running' ? runningClock() : standingClock(start);
}

function addressIn(env: unknown): string | null {
  const incoming = (env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)
    ?.incoming;
  return incoming?.socket?.remoteAddress ?? null;
}

/** What failed, without the values of a failed statement: they may be health data. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const inner = error.cause instanceof Error ? error.cause : error;
  return `${inner.name}: ${inner.message.split('\n')[0]}`;
}

function stackOf(error: unknown): string {
  return error instanceof Error
    ? (error.stack ?? '')
        .split('\n')
        .filter((line) => /^\s+at /.test(line))
        .join('\n')
    : '';
}
