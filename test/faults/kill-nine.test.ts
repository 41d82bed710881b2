import { afterEach, describe, expect, test } from 'vitest';
import { createRegistry } from '../../engine/registry.ts';
import { workflows } from '../../engine/workflows/index.ts';
import { chooseSeed, counts, createRandom, patienceMs } from './counts.ts';
import { createIssuer, type DatabaseUnderTest, databaseKinds } from './databases.ts';
import { clockStart, userOf } from './hospital-load.ts';
import { acknowledged, compareEffects, compareLedger } from './ledger.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { type Door, startSenders } from './senders.ts';
import { beginServer, endAll, startServer } from './server-process.ts';
import { auditState, differencesOf, type StoredDeadline } from './state-audit.ts';
import { passHours } from './virtual-clock.ts';

const senderCount = 24;
let under: DatabaseUnderTest | undefined;
let receiver: Receiver | undefined;

afterEach(async () => {
  endAll();
  await receiver?.close();
  await under?.drop();
});

describe.each(databaseKinds)('kill -9 under load, $name', ({ name, create }) => {
  test(
    'loses nothing acknowledged, doubles nothing, and every effect happens once',
    async () => {
      const seed = chooseSeed();
      const random = createRandom(seed);
      under = await create();
      receiver = await startReceiver();
      const options = {
        db: under.db,
        args: ['--clock', new Date(clockStart).toISOString()],
        env: { CHARTKEEPER_WEBHOOK: receiver.url },
      };
      let server = await startServer(options);
      const door: Door = { url: Promise.resolve(server.url) };
      const issue = await createIssuer(under);
      const senders = await startSenders(door, issue, senderCount);
      const { ledger } = senders;
      let kills = 0;

      while (kills < counts.kills) {
        await senders.afterMore(50 + Math.floor(random() * 400));
        let open: (url: string) => void = () => {};
        door.url = new Promise((resolve) => {
          open = resolve;
        });
        await server.killNine();
        kills += 1;
        // Some die again while they are starting: recovery must bear that too.
        if (random() < 0.3 && kills < counts.kills) {
          const again = beginServer(options);
          const died = again.ready.then(
            (early) => early.killNine(),
            () => {},
          );
          setTimeout(() => again.child.kill('SIGKILL'), random() * 900);
          await died;
          kills += 1;
        }
        server = await startServer(options);
        const { lost, doubled } = await compareLedger(ledger, under);
        expect({ seed, kills, lost, doubled }).toEqual({ seed, kills, lost: [], doubled: [] });
        open(server.url);
      }
      await senders.afterMore(200);
      await senders.stop();
      await passHours(server.url, await issue(userOf('operator', ['administrator'])), 6);
      await server.stop();

      const store = await under.openStore(() => clockStart);
      const deadlines = await under.rows<StoredDeadline>('select * from deadlines');
      const audit = await auditState(createRegistry(workflows), store, deadlines);
      await store.close();
      const pending = await under.rows('select key from effects where done_at is null');
      const keys = (await under.rows<{ key: string }>('select key from effects')).map((e) => e.key);
      const effects = compareEffects(ledger, receiver.deliveries.values());
      const repeats = [...receiver.deliveries.values()].filter(({ times }) => times > 1).length;
      console.info(
        `${name}: seed ${seed}; ${kills} kills, ${acknowledged(ledger)} acknowledged, ${ledger.unknown} unknown outcomes sent again, ${ledger.repeated} repeated on purpose; ` +
          `${audit.instances} instances, ${audit.events} events replayed; ${receiver.deliveries.size} effects, ${repeats} of them delivered again under their key`,
      );
      expect(await compareLedger(ledger, under)).toEqual({ lost: [], doubled: [] });
      expect(effects).toEqual({ lost: [], doubled: [] });
      expect(pending).toEqual([]);
      expect([...receiver.deliveries.keys()].sort()).toEqual(keys.sort());
      expect(differencesOf(audit)).toEqual([]);
      expect(ledger.surprises).toEqual([]);
      // A test that never met what it is about proves nothing.
      expect(ledger.unknown).toBeGreaterThan(0);
      expect(repeats).toBeGreaterThan(0);
    },
    patienceMs,
  );
});
