import { isConflict } from '../../engine/errors.ts';
import { systemUser } from '../../engine/model/user.ts';
import type { AuditRow, Change, ContentDrop, KeptMessage, Store } from '../../engine/store.ts';
import { localDateOf } from '../../engine/time/zone.ts';
import type { Chore } from '../chores.ts';
import type { Policies } from '../policies.ts';
import type { SiteTables } from '../site-tables.ts';
import { keepDaysOf, keptFrom, type MessageSort, type RetentionRow } from './policy.ts';
import { createProtect } from './protection.ts';

const hourMs = 60 * 60 * 1000;
/** Deadlines and effects do not wait longer than for these. */
const mostAtOnce = 50;
const progressSetting = 'retention-run';
const kinds: readonly KeptMessage['kind'][] = ['hl7v2', 'fhir', 'document'];
const outcomes: readonly KeptMessage['outcome'][] = ['taken', 'refused'];

export interface RetentionParts {
  readonly store: Store;
  readonly siteTables: SiteTables;
  readonly policies: Policies;
  readonly newId: () => string;
  /** Asks the server's clock to look soon. */
  readonly wake: () => void;
}

/** A run as it is kept: what was dropped, and that it has not ended, survive the server. */
interface Progress {
  readonly endedAt: number | null;
  readonly dropped: number;
  /** What the last run that is on record kept back. */
  readonly keptBack: string;
}

/** Old messages of one sort. */
interface DueSort extends MessageSort {
  readonly before: number;
  readonly on: string;
}

/** Where a run of this server stands. One that begins anew finds what was dropped no more. */
interface Walk {
  readonly sorts: DueSort[];
  after: KeptMessage | null;
  held: number;
  waiting: number;
}

/**
 * Once an hour lets old messages go of their content, as the site's table says, in batches so that nobody waits. Each
 * batch is one commit with how far the run has come, guarded so that of two servers one goes on.
 */
export function createRetention(parts: RetentionParts): Chore {
  const { store, siteTables, policies, newId, wake } = parts;
  let nextAt = Number.NEGATIVE_INFINITY;
  let walk: Walk | null = null;

  const sortsDue = async (rows: readonly RetentionRow[], now: number): Promise<DueSort[]> => {
    const found: DueSort[] = [];
    for (const facility of await store.facilitiesOfKept()) {
      const zone = await policies.zoneOf(facility);
      for (const kind of kinds)
        for (const outcome of outcomes) {
          const sort = { facility, kind, outcome };
          const keepDays = keepDaysOf(rows, sort);
          if (keepDays === null) continue;
          const before = keptFrom(keepDays, now, zone);
          found.push({ ...sort, before, on: localDateOf(now, zone) });
        }
    }
    return found;
  };

  /** The next messages of the run; none when it is through. */
  const next = async (at: Walk): Promise<readonly KeptMessage[]> => {
    for (let sort = at.sorts[0]; sort !== undefined; sort = at.sorts[0]) {
      const after = at.after === null ? {} : { after: at.after };
      const rows = await store.messagesKept({ ...sort, ...after, limit: mostAtOnce });
      if (rows.length > 0) return rows;
      at.sorts.shift();
      at.after = null;
    }
    return [];
  };

  /** What of the batch may go, and on what condition. */
  const droppable = async (rows: readonly KeptMessage[], at: Walk): Promise<Change> => {
    const protect = createProtect(store);
    const contentsDropped: ContentDrop[] = [];
    const seen = new Map<string, number>();
    for (const row of rows) {
      const protection = await protect(row);
      if (protection.by === 'legal-hold') at.held += 1;
      else if (protection.by === 'waiting') at.waiting += 1;
      else {
        for (const { instanceId, version } of protection.seen) seen.set(instanceId, version);
        const { id, outcome } = row;
        contentsDropped.push({ messageId: id, outcome, on: at.sorts[0]?.on ?? '' });
      }
    }
    return {
      contentsDropped,
      seen: [...seen].map(([instanceId, version]) => ({ instanceId, version })),
    };
  };

  /** One batch; true when there may be another. */
  const batch = async (): Promise<boolean> => {
    const now = store.now();
    const expected = await store.guard(progressSetting);
    const { rows: table } = await siteTables.read('retention');
    const progress = progressIn(await store.setting(progressSetting));
    const restsUntil = progress.endedAt === null ? now : progress.endedAt + hourMs;
    if (table.length === 0 || restsUntil > now) {
      walk = null;
      nextAt = Math.max(restsUntil, table.length === 0 ? now + hourMs : now);
      return false;
    }
    walk ??= { sorts: await sortsDue(table, now), after: null, held: 0, waiting: 0 };
    const rows = await next(walk);
    const dropped = progress.endedAt === null ? progress.dropped : 0;
    const write = (at: Progress, change: Change) =>
      store.commit({
        ...change,
        guards: [{ key: progressSetting, expected }],
        settings: { [progressSetting]: JSON.stringify(at) },
      });
    const last = rows.at(-1);
    if (last === undefined) {
      const keptBack = keptBackIn(walk);
      // What changes nothing and keeps back what the run before kept back is not told every hour.
      const isNews = dropped > 0 || keptBack !== progress.keptBack;
      const audit = isNews ? [auditOf(now, `retention: ${dropped} dropped, ${keptBack}`)] : [];
      await write({ endedAt: now, dropped, keptBack }, { audit });
      walk = null;
      nextAt = now + hourMs;
      return false;
    }
    const change = await droppable(rows, walk);
    const { contentsDropped = [] } = change;
    if (contentsDropped.length > 0) {
      const { keptBack } = progress;
      await write({ endedAt: null, dropped: dropped + contentsDropped.length, keptBack }, change);
    }
    walk.after = last;
    return true;
  };

  const auditOf = (at: number, what: string): AuditRow => ({
    id: newId(),
    at,
    userId: systemUser.id,
    userName: systemUser.name,
    role: 'system',
    action: 'act',
    what,
    patientId: null,
    encounterId: null,
    instanceId: null,
    purpose: null,
    fromAddress: null,
  });

  return {
    name: 'retention of messages',
    isDue: () => walk !== null || store.now() >= nextAt,
    run: async () => {
      try {
        if (await batch()) wake();
      } catch (error) {
        walk = null;
        // Another server is at it, or a hold was placed meanwhile: looked at anew.
        if (!isConflict(error)) throw error;
        wake();
      }
    },
  };
}

function keptBackIn({ held, waiting }: Pick<Walk, 'held' | 'waiting'>): string {
  return `${held} under legal hold, ${waiting} waiting`;
}

function progressIn(text: string | undefined): Progress {
  const keptBack = keptBackIn({ held: 0, waiting: 0 });
  const none: Progress = { endedAt: Number.NEGATIVE_INFINITY, dropped: 0, keptBack };
  return text === undefined ? none : (JSON.parse(text) as Progress);
}
