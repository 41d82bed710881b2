import type { Engine } from '../../engine/engine.ts';
import { Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { AuditRow } from '../../engine/store.ts';
import { localDateOf } from '../../engine/time/zone.ts';
import type { Instance } from '../../engine/workflow.ts';
import type { Policies } from '../policies.ts';
import { shortDigest } from './ids.ts';
import { settleIfDone } from './settle-letters.ts';

/** More than this go into the next batch. */
const mostLetters = 1000;
const atOnce = 20;

export interface BatchRow {
  readonly id: string;
  readonly isDone: boolean;
  readonly reason: string | null;
}

export interface BatchRequest {
  readonly facility: string;
  /** All that wait to be printed there, where it is null. */
  readonly ids: readonly string[] | null;
  readonly user: User;
  readonly audit: (what: string) => AuditRow;
}

export interface Batches {
  /** @throws Refusal `not-found` when nothing waits to be printed */
  make(request: BatchRequest): Promise<{ batch: Instance; leftOut: readonly BatchRow[] }>;
  /** Marks each letter as sent; asked again after a failure it goes on where it was. */
  markPrinted(
    batch: Instance,
    by: { readonly user: User; readonly audit: (what: string) => AuditRow },
  ): Promise<{ batch: Instance; rows: readonly BatchRow[] }>;
}

export function createBatches(engine: Engine, policies: Policies): Batches {
  const { store } = engine;

  /** Everything of the queue of letters at a facility. */
  const waiting = async (facility: string): Promise<readonly Instance[]> => {
    const scope = { queue: 'letters', title: '', facilities: [facility], practitioners: null };
    const found: Instance[] = [];
    for (let after: Parameters<typeof store.tasks>[0]['after']; ; ) {
      const page = await store.tasks({
        scope,
        listState: 'open',
        limit: 200,
        ...(after === undefined ? {} : { after }),
      });
      const instances = await Promise.all(page.tasks.map((task) => store.load(task.instanceId)));
      found.push(...instances.filter((one) => one !== undefined));
      if (page.next === null) return found;
      after = page.next;
    }
  };

  const reasonNot = async (
    letter: Instance | undefined,
    facility: string,
    taken: ReadonlyMap<string, string>,
  ): Promise<string | null> => {
    if (letter?.workflow !== 'letter' || letter.facility !== facility)
      return 'There is no such letter at this facility.';
    const batchId = taken.get(letter.id);
    if (batchId !== undefined)
      return `It is in batch ${batchId}. Mark that as printed, or drop it first.`;
    if (!isToPrint(letter)) return 'It does not wait to be printed.';
    if (await settleIfDone(engine, letter)) return 'Nothing on it is open any more. Withdraw it.';
    return null;
  };

  const freeId = async (name: string): Promise<string> => {
    for (let n = 1; ; n += 1) {
      const id = n === 1 ? name : `${name}.${n}`;
      const standing = await store.load(id);
      // One that was dropped does not keep its letters from being printed.
      if (standing === undefined || standing.isOpen) return id;
    }
  };

  return {
    make: async ({ facility, ids, user, audit }) => {
      const open = await waiting(facility);
      const taken = new Map(
        open
          .filter(({ workflow }) => workflow === 'letter-batch')
          .flatMap(({ id, context }) =>
            (context.letterIds as readonly string[]).map((letterId) => [letterId, id] as const),
          ),
      );
      const chosen =
        ids === null
          ? open.filter((one) => isToPrint(one) && !taken.has(one.id))
          : await Promise.all([...new Set(ids)].map((id) => store.load(id)));
      const letterIds: string[] = [];
      const leftOut: BatchRow[] = [];
      for (const [index, letter] of chosen.entries()) {
        const reason = await reasonNot(letter, facility, taken);
        const id = letter?.id ?? ids?.[index] ?? '';
        if (reason !== null) leftOut.push({ id, isDone: false, reason });
        else if (letterIds.length < mostLetters) letterIds.push(id);
        else leftOut.push({ id, isDone: false, reason: 'The batch is full. Make another.' });
      }
      if (letterIds.length === 0) {
        const first = leftOut[0]?.reason;
        throw new Refusal(
          'not-found',
          `No letter can be printed at ${facility} now. ${first ?? 'None waits.'}`,
        );
      }
      const zone = await policies.zoneOf(facility);
      const on = localDateOf(store.now(), zone);
      // Two who ask at the same moment for the same letters get the same batch.
      const digest = await shortDigest([facility, letterIds.toSorted()]);
      const id = await freeId(`letter-batch.${digest}`);
      const input = { facility, zone, on, letterIds };
      const batch = await engine
        .start('letter-batch', input, { user, id, audit: () => [audit(`letter-batch:${id}`)] })
        .then(({ instance }) => instance)
        .catch(async (error: unknown) => {
          const standing = isThere(error) ? await store.load(id) : undefined;
          if (standing === undefined) throw error;
          return standing;
        });
      return { batch, leftOut };
    },
    markPrinted: async (batch, { user, audit }) => {
      if (batch.state !== 'made')
        throw new Refusal(
          'not-allowed-now',
          `${batch.id} is ${String(batch.state)} already. A letter that was sent is printed again by letter.reprint.`,
          { instanceId: batch.id },
        );
      const ids = batch.context.letterIds as readonly string[];
      const rows: BatchRow[] = [];
      for (let at = 0; at < ids.length; at += atOnce)
        rows.push(
          ...(await Promise.all(
            ids.slice(at, at + atOnce).map((id) => markSent(engine, id, batch.id, { user, audit })),
          )),
        );
      const sent = rows.filter(({ isDone }) => isDone).length;
      const event = { type: 'batch.printed', sent, refused: rows.length - sent };
      const options = { user, audit: () => [audit(`batch.printed:${batch.id}`)] };
      const { instance } = await engine.send(batch.id, event, options);
      return { batch: instance, rows };
    },
  };
}

async function markSent(
  engine: Engine,
  id: string,
  batchId: string,
  { user, audit }: { readonly user: User; readonly audit: (what: string) => AuditRow },
): Promise<BatchRow> {
  try {
    await engine.send(
      id,
      { type: 'letter.sent', batchId },
      { user, eventId: `batch:${batchId}`, audit: () => [audit(`letter.sent:${id}`)] },
    );
    return { id, isDone: true, reason: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { id, isDone: false, reason: error.message };
  }
}

function isToPrint({ workflow, state }: Instance): boolean {
  return (
    workflow === 'letter' &&
    typeof state === 'object' &&
    'toSend' in state &&
    state.toSend === 'print'
  );
}

function isThere(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'already-exists';
}
