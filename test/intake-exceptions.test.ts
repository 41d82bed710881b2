import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exceptionIdOf, feedIdOf } from '../server/intake/exception-id.ts';
import { adt, type Department, mdm, openDepartment, start, user } from './department.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
let department: Department;
afterEach(() => department.close());

const nobody = 'PID|1||';

describe.each(['memory', 'SQLite'] as const)('over %s', (kind) => {
  beforeEach(async () => {
    department = await openDepartment(kind);
  });

  describe('what cannot be used', () => {
    test('stands as one task for each cause, with how many wait and how to try them again', async () => {
      for (let n = 0; n < 3; n += 1) await department.hl7(adt(`C${n}`, nobody));
      await department.hl7(['hello']);
      await department.drain();
      const tasks = await department.tasks('intake-exceptions');
      expect(tasks.map(({ title }) => title.text.split(' – ')[0]).sort()).toEqual([
        '1 message: unreadable',
        '3 messages: ADT A03',
      ]);
      const task = tasks.find(({ title }) => title.key === 'task.intake.many');
      // 24 November 2026 is a Tuesday, two days before Thanksgiving.
      expect([task?.dueOn, task?.priority]).toEqual(['2026-11-25', 0]);
      const { body } = await department.call(user('supervisor'), '/api/messages/causes');
      const causes = body.causes as unknown as {
        cause: string;
        instanceId: string;
        count: number;
      }[];
      const cause = causes.find(({ count }) => count === 3);
      expect(cause?.instanceId).toBe(task?.instanceId);
      const shown = await department.call(user('analyst'), `/api/instances/${task?.instanceId}`);
      const { howTo } = shown.body.context as unknown as { howTo: { text: string } };
      expect(howTo.text).toContain('POST /api/messages/replay');
      expect(howTo.text).toContain(cause?.cause);
    });

    test('counts down as messages are taken on replay, closes when none waits, and opens again', async () => {
      const t02 = mdm('DOC-1', 'DS', { control: 'M1' });
      const numberless = t02.map((line) => line.replace('DOC-1', ''));
      for (const control of ['A', 'B'])
        await department.hl7(numberless.map((line) => line.replace('|M1|', `|${control}|`)));
      await department.drain();
      const [task] = await department.tasks('intake-exceptions');
      const id = task?.instanceId ?? '';
      expect((await department.store.load(id))?.context).toMatchObject({ count: 2 });
      // What is mended stands in for a mended rule: the message as it is kept, now taken.
      const [row] = await department.store.messages({ outcome: 'refused', limit: 1 });
      if (row === undefined) throw new Error('no message');
      await department.store.commit({
        message: { ...row, outcome: 'taken', cause: null, reason: null },
      });
      await department.drain();
      expect((await department.tasks('intake-exceptions'))[0]?.title.key).toBe('task.intake.one');
      const [last] = await department.store.messages({ outcome: 'refused', limit: 1 });
      if (last === undefined) throw new Error('no message');
      await department.store.commit({
        message: { ...last, outcome: 'taken', cause: null, reason: null },
      });
      await department.drain();
      expect(await department.tasks('intake-exceptions')).toEqual([]);
      expect(await department.store.load(id)).toMatchObject({
        state: 'settled',
        isOpen: false,
        context: { count: 0 },
      });
      department.clock.now += 48 * hourMs;
      await department.hl7(numberless.map((line) => line.replace('|M1|', '|D|')));
      await department.drain();
      // Thanksgiving is no business day.
      expect((await department.tasks('intake-exceptions')).map(({ dueOn }) => dueOn)).toEqual([
        '2026-11-27',
      ]);
      expect((await department.store.load(id))?.isOpen).toBe(true);
    });

    test('is tried again as a whole once it is mended, after which its task is gone', async () => {
      const { fhir, call, drain, tasks, server } = department;
      const observation = (id: string) => ({
        resourceType: 'Observation',
        id,
        status: 'final',
        code: { text: 'A measurement' },
        subject: { reference: 'Patient?identifier=urn:mrn|77' },
      });
      for (const id of ['o1', 'o2']) expect(await fhir(observation(id))).toContain('conditional');
      await drain();
      const [task] = await tasks('intake-exceptions');
      const [cause] = await department.store.messageCauses();
      const replay = { cause: cause?.cause };
      expect((await call(user('analyst'), '/api/messages/replay', replay)).status).toBe(403);
      const identifier = [{ system: 'urn:mrn', value: '77' }];
      expect(await fhir({ resourceType: 'Patient', id: 'p77', identifier })).toBe('taken');
      const { status, body } = await call(user('supervisor'), '/api/messages/replay', replay);
      expect(status).toBe(202);
      const { store } = department;
      await expect.poll(() => store.job(String(body.id))).toMatchObject({ state: 'done' });
      await server.worker.drain();
      expect(await tasks('intake-exceptions')).toEqual([]);
      expect((await department.store.load(task?.instanceId ?? ''))?.state).toBe('settled');
    });

    test('set aside it closes until a message comes that was not there; the same one again is not one', async () => {
      await department.hl7(adt('C1', nobody));
      await department.drain();
      const [task] = await department.tasks('intake-exceptions');
      const id = task?.instanceId ?? '';
      const aside = { type: 'intake.set-aside', reason: 'A test of the sender' };
      expect((await department.send(user('supervisor'), id, aside)).status).toBe(200);
      await department.drain();
      expect((await department.store.load(id))?.state).toBe('setAside');
      department.clock.now += minuteMs;
      await department.hl7(adt('C1', nobody));
      await department.drain();
      expect((await department.store.load(id))?.state).toBe('setAside');
      await department.hl7(adt('C2', nobody));
      await department.drain();
      expect(await department.store.load(id)).toMatchObject({
        state: 'waiting',
        context: { count: 2 },
      });
      expect((await department.send(user('supervisor'), id, aside)).status).toBe(200);
      const reopen = { type: 'intake.reopen', reason: 'It was no test' };
      expect((await department.send(user('manager'), id, reopen)).status).toBe(200);
      expect(await department.tasks('intake-exceptions')).toHaveLength(1);
    });

    test('a server that ends before it counted loses nothing: the next one counts at its start', async () => {
      await department.server.worker.stop();
      for (let n = 0; n < 5; n += 1) await department.hl7(adt(`C${n}`, nobody));
      expect(await department.store.instances(null, 10)).toEqual([]);
      await department.restart();
      await department.drain();
      expect((await department.tasks('intake-exceptions'))[0]?.title.text).toMatch(
        /^5 messages: ADT A03/,
      );
      // And what was taken while nobody counted.
      for (const row of await department.store.messages({ outcome: 'refused', limit: 9 }))
        await department.store.commit({
          message: { ...row, outcome: 'taken', cause: null, reason: null },
        });
      await department.restart();
      await department.drain();
      expect(await department.tasks('intake-exceptions')).toEqual([]);
    });

    test('a flood makes one history entry a count, not one a message, and every server comes to the same number', async () => {
      const first = department.server;
      await Promise.all(
        Array.from({ length: 150 }, (_, n) => department.hl7(adt(`F${n}`, nobody))),
      );
      await department.restart();
      const second = department.server;
      await Promise.all([first.worker.drain().catch(() => {}), second.worker.drain()]);
      await second.worker.drain();
      const [task] = await department.tasks('intake-exceptions');
      expect(task).toMatchObject({ priority: 1, title: { text: expect.stringMatching(/^150 /) } });
      const history = await department.store.history(task?.instanceId ?? '');
      expect(history.length).toBeLessThan(20);
    });

    test('is seen by those who mend it, decided by those who may read the messages, and by nobody else', async () => {
      await department.hl7(adt('C1', nobody));
      await department.drain();
      const [cause] = await department.store.messageCauses();
      const id = await exceptionIdOf(cause?.cause ?? '');
      const aside = { type: 'intake.set-aside', reason: 'Not needed' };
      for (const role of ['analyst', 'administrator'] as const) {
        expect(await department.tasks('intake-exceptions', user(role))).toHaveLength(1);
        expect((await department.send(user(role), id, aside)).status).toBe(403);
      }
      for (const role of ['physician', 'coder', 'release-specialist', 'patient'] as const) {
        expect(
          (await department.call(user(role), '/api/tasks?queue=intake-exceptions')).status,
        ).not.toBe(200);
        expect((await department.call(user(role), `/api/instances/${id}`)).status).toBe(404);
      }
      // Of one hospital alone: messages are of all.
      expect(
        (await department.call(user('supervisor', ['main']), `/api/instances/${id}`)).status,
      ).toBe(404);
      for (const type of ['intake.refused', 'intake.taken'])
        expect((await department.send(user('supervisor'), id, { type, count: 0 })).status).toBe(
          403,
        );
      expect((await department.send(user('supervisor'), id, { ...aside, reason: '' })).status).toBe(
        422,
      );
    });
  });

  describe('a feed', () => {
    const sender = 'LAB|GENERAL';
    const message = (control: string) =>
      adt(control).map((line) => line.replace('|EHR|GENERAL|', '|LAB|GENERAL|'));
    /** Speaks at each of these minutes after the start. */
    const speakAt = async (minutes: readonly number[]) => {
      for (const minute of minutes) {
        department.clock.now = start + minute * minuteMs;
        await department.hl7(message(`L${minute}`));
      }
    };
    const every = (step: number, from: number, to: number) =>
      Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, n) => from + n * step);
    const at = async (minute: number) => {
      department.clock.now = start + minute * minuteMs;
      await department.drain();
    };
    const feeds = (state = 'open') => department.tasks('silent-feeds', user('analyst'), state);

    test('silent for longer than its own usual gap becomes a task, which closes when it speaks', async () => {
      // A message every two hours for ten days: the longest gap is known of every hour of the week.
      await speakAt(every(120, 0, 10 * 1440));
      await at(10 * 1440 + 170);
      expect(await feeds()).toEqual([]);
      await at(10 * 1440 + 190);
      expect(await feeds()).toMatchObject([
        { title: { text: 'Feed LAB|GENERAL: silent for over 3 hours' }, priority: 1 },
      ]);
      await speakAt([10 * 1440 + 200]);
      await at(10 * 1440 + 203);
      expect(await feeds()).toEqual([]);
      await at(10 * 1440 + 600);
      expect(await feeds()).toHaveLength(1);
      const id = await feedIdOf(sender);
      const types = (await department.store.history(id)).map(({ type }) => type);
      expect(types).toEqual(['start', 'feed.spoke', 'feed.silent']);
    });

    test('is not silent at an hour at which it was as silent a week before', async () => {
      // Every three minutes for twelve hours, nothing at night.
      const day = (n: number) => every(3, n * 1440, n * 1440 + 720);
      await speakAt([0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap(day));
      const night = 8 * 1440 + 720;
      for (const minutes of [40, 120, 600, 715]) {
        await at(night + minutes);
        expect([minutes, await feeds()]).toEqual([minutes, []]);
      }
      await at(9 * 1440 + 45);
      expect(await feeds()).toHaveLength(1);
    });

    test('of which little is known is no task, nor is a load of old records, nor what Chartkeeper writes', async () => {
      await speakAt(every(1, 0, 15));
      await at(600);
      expect(await feeds()).toEqual([]);
      await speakAt(every(1, 601, 660));
      for (const minute of [700, 1440, 5 * 1440, 30 * 1440]) await at(minute);
      expect(await feeds()).toEqual([]);
    });

    test('follows the site’s own row where there is one, by day and by night', async () => {
      const row = { sender, silentAfterMinutes: 15, facility: 'north' };
      await department.server.services.siteTables.save('feeds', [row]);
      await speakAt([0, 1]);
      await at(14);
      expect(await feeds()).toEqual([]);
      await at(17);
      expect(await feeds()).toMatchObject([
        { title: { text: 'Feed LAB|GENERAL: silent for over 15 minutes' } },
      ]);
      expect(await department.tasks('silent-feeds', user('analyst', ['north']))).toHaveLength(1);
      expect(await department.tasks('silent-feeds', user('analyst', ['south']))).toEqual([]);
    });

    test('acknowledged it waits; muted it is quiet until the day, and a task again if it is silent still', async () => {
      const row = { sender, silentAfterMinutes: 15, facility: 'north' };
      await department.server.services.siteTables.save('feeds', [row]);
      await speakAt([0]);
      await at(20);
      const id = await feedIdOf(sender);
      const note = { type: 'feed.acknowledge', note: 'Called the laboratory' };
      expect((await department.send(user('administrator'), id, note)).status).toBe(403);
      expect((await department.send(user('analyst'), id, note)).status).toBe(200);
      expect([await feeds(), (await feeds('waiting')).length]).toEqual([[], 1]);
      const mute = { type: 'feed.mute', until: '2026-11-26' };
      expect((await department.send(user('analyst'), id, mute)).status).toBe(403);
      expect((await department.send(user('supervisor'), id, mute)).status).toBe(200);
      expect(
        (await department.send(user('supervisor'), id, { type: 'feed.spoke', lastAt: 1 })).status,
      ).toBe(403);
      await at(1440);
      expect(await feeds()).toEqual([]);
      // It speaks and falls silent again: the mute holds.
      await speakAt([1500]);
      await at(1506);
      expect((await department.store.load(id))?.state).toBe('speaking');
      await at(1600);
      expect((await department.store.load(id))?.state).toBe('muted');
      await at(2 * 1440);
      expect(await feeds()).toHaveLength(1);
      expect((await department.call(user('physician'), `/api/instances/${id}`)).status).toBe(404);
      expect(await department.tasks('silent-feeds', user('administrator'))).toHaveLength(1);
    });

    test('is not called silent because Chartkeeper itself was away', async () => {
      const row = { sender, silentAfterMinutes: 60, facility: 'north' };
      await department.server.services.siteTables.save('feeds', [row]);
      await speakAt([0]);
      department.clock.now = start + 600 * minuteMs;
      await department.restart();
      await department.drain();
      expect(await feeds()).toEqual([]);
      await at(611);
      expect(await feeds()).toHaveLength(1);
    });
  });
});
