import { afterEach, describe, expect, test } from 'vitest';
import { createRegistry } from '../../engine/registry.ts';
import { workflows } from '../../engine/workflows/index.ts';
import { type PostgresServer, startPostgres } from '../postgres.ts';
import { chooseSeed, counts, createRandom, patienceMs } from './counts.ts';
import { createIssuer, postgresAt } from './databases.ts';
import { clockStart, userOf } from './hospital-load.ts';
import { acknowledged, compareEffects, compareLedger } from './ledger.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { startSenders } from './senders.ts';
import { endAll, startServer } from './server-process.ts';
import { auditState, differencesOf, type StoredDeadline } from './state-audit.ts';
import { passHours } from './virtual-clock.ts';

let postgres: PostgresServer | undefined;
let receiver: Receiver | undefined;

afterEach(async () => {
  endAll();
  await receiver?.close();
  await postgres?.stop();
});

describe('PostgreSQL stopped at once (`pg_ctl stop -m immediate`) under load', () => {
  test(
    'nothing acknowledged is lost, and our server goes on by itself when the database is back',
    async () => {
      const seed = chooseSeed();
      const random = createRandom(seed);
      postgres = await startPostgres({ fsync: true });
      receiver = await startReceiver();
      const under = postgresAt(postgres.url);
      const server = await startServer({
        db: postgres.url,
        args: ['--clock', new Date(clockStart).toISOString()],
        env: { CHARTKEEPER_WEBHOOK: receiver.url },
      });
      let isMeantToEnd = false;
      void server.exited.then((code) => {
        if (!isMeantToEnd)
          console.error(
            `The server ended by itself (${code}):\n${server.log.slice(-40).join('\n')}`,
          );
      });
      const issue = await createIssuer(under);
      const senders = await startSenders({ url: Promise.resolve(server.url) }, issue, 16);
      const { ledger } = senders;

      for (let stops = 1; stops <= counts.databaseStops; stops += 1) {
        await senders.afterMore(50 + Math.floor(random() * 200));
        await postgres.crash();
        // Without keep-alive: an idle connection may end just as it is used again.
        const readiness = await fetch(`${server.url}/readyz`, { headers: { connection: 'close' } });
        expect([readiness.status, await readiness.json()]).toEqual([
          503,
          { status: 'not ready', reason: expect.stringMatching(/database/) },
        ]);
        // Half of the stops meet a database that has only just come back.
        await postgres.start();
        if (random() < 0.5) {
          await postgres.crash();
          await postgres.start();
        }
        // By itself: the same process, nobody touches it.
        await senders.afterMore(30);
        const { lost, doubled } = await compareLedger(ledger, under);
        expect({ seed, stops, lost, doubled }).toEqual({ seed, stops, lost: [], doubled: [] });
      }
      await senders.stop();
      await passHours(server.url, await issue(userOf('operator', ['administrator'])), 6);
      isMeantToEnd = true;
      expect(await server.stop()).toBe(0);

      const store = await under.openStore(() => clockStart);
      const deadlines = await under.rows<StoredDeadline>('select * from deadlines');
      const audit = await auditState(createRegistry(workflows), store, deadlines);
      await store.close();
      console.info(
        `seed ${seed}; ${counts.databaseStops} stops, ${acknowledged(ledger)} acknowledged, ${ledger.unknown} unknown outcomes sent again, ` +
          `${audit.events} events replayed, ${receiver.deliveries.size} effects`,
      );
      expect(await compareLedger(ledger, under)).toEqual({ lost: [], doubled: [] });
      expect(compareEffects(ledger, receiver.deliveries.values())).toEqual({
        lost: [],
        doubled: [],
      });
      expect(await under.rows('select key from effects where done_at is null')).toEqual([]);
      expect(differencesOf(audit)).toEqual([]);
      expect(ledger.surprises).toEqual([]);
      expect(ledger.unknown).toBeGreaterThan(0);
    },
    patienceMs,
  );
});
