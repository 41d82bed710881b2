import { openSync, writeSync } from 'node:fs';
import { createEngine } from '../../engine/engine.ts';
import { createRegistry } from '../../engine/registry.ts';
import { workflows } from '../../engine/workflows/index.ts';
import { createSqliteStore } from '../../server/store/sqlite/store.ts';
import { deficiencyInput, userOf } from './hospital-load.ts';

/** Run as a process of its own: works on a database file and notes each acknowledgement in another, in order. */
const [db = '', synchronous, rounds = '1', notes = ''] = process.argv.slice(2);
const feed = userOf('feed', ['system']);
const clerk = userOf('clerk', ['analyst']);
const senders = 8;
const acknowledgements = openSync(notes, 'w');
let ids = 0;

/** Each opening counts: a WAL file opened again is where durability is easily lost. */
for (const opening of [1, 2]) {
  const store = createSqliteStore(db, synchronous === 'NORMAL' ? { synchronous } : {});
  const engine = createEngine({
    registry: createRegistry(workflows),
    store,
    newId: () => `id-${opening}-${++ids}`,
  });
  const acknowledge = (instanceId: string, eventId: string): void =>
    void writeSync(acknowledgements, `${instanceId} ${eventId}\n`);
  const sender = async (n: number): Promise<void> => {
    for (let round = 0; round < Number(rounds); round += 1) {
      const id = `d-${opening}-${n}-${round}`;
      const start = { user: feed, id, eventId: 'start' };
      await engine.start('deficiency', deficiencyInput(id, false), start);
      acknowledge(id, 'start');
      for (const event of [
        { type: 'deficiency.start', progress: 'dictated' },
        { type: 'deficiency.start', progress: 'transcribed' },
        { type: 'deficiency.complete', reason: 'It is filed.' },
        { type: 'deficiency.verify' },
      ]) {
        const eventId = `${event.type}/${event.progress ?? ''}`;
        await engine.send(id, event, { user: clerk, eventId });
        acknowledge(id, eventId);
      }
    }
  };
  await Promise.all(Array.from({ length: senders }, (_, n) => sender(n)));
  await store.close();
}
