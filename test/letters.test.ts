import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemUser } from '../engine/model/user.ts';
import {
  addLeave,
  addPractitioner,
  addStay,
  analyst,
  completeStay,
  facility,
  goTo,
  instancesOf,
  lettersOf,
  manager,
  office,
  physician,
  type Stay,
  startLetters,
  supervisor,
} from './delinquency.ts';
import { type Department, openDepartment, user } from './department.ts';

let department: Department;
afterEach(() => department.close());

const stay: Stay = { id: 'e1', attending: 'marsh', dischargedAt: '2026-10-01T10:00:00-04:00' };
const day15 = '2026-10-16T04:00:00Z';
const day22 = '2026-10-23T04:00:00Z';

interface Count {
  readonly instanceId: string;
  readonly count: {
    readonly id: string;
    readonly letters: readonly { practitionerId: string; level: number; items: number }[];
    readonly suspensions: readonly unknown[];
    readonly onLeave: readonly string[];
  };
  readonly byLevel: readonly { level: number; letters: number }[];
}

async function page(path: string, who = manager): Promise<{ status: number; html: string }> {
  const { token } = await department.server.services.auth.issue(who, 600);
  const response = await department.server.app.request(path, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, html: await response.text() };
}

describe.each(['memory', 'SQLite'] as const)('over %s', (kind) => {
  beforeEach(async () => {
    department = await openDepartment(kind);
    department.clock.now = Date.parse('2026-10-01T15:00:00Z');
    await addPractitioner(department, 'marsh', 'Marsh');
    await addPractitioner(department, 'lee', 'Lee');
  });

  describe('when they are written', () => {
    test('on day 15 and day 22 after discharge, from the first instant of the day', async () => {
      await startLetters(department);
      await addStay(department, stay);
      await goTo(department, '2026-10-16T03:59:59.999Z');
      expect(await lettersOf(department)).toEqual([]);
      await goTo(department, day15);
      const [first] = await lettersOf(department);
      expect(first).toMatchObject({
        facility,
        practitionerId: 'marsh',
        patientId: null,
        state: { toSend: 'print' },
        context: {
          level: 1,
          on: '2026-10-16',
          template: { id: 'first-notice', version: 1 },
          oldestDueOn: '2026-09-22',
          suspensionOn: '2026-11-08',
          items: [{ encounterId: 'e1', dischargedOn: '2026-10-01' }, { encounterId: 'e1' }],
        },
      });
      await goTo(department, day22);
      expect((await lettersOf(department)).map(({ context }) => context.on)).toEqual([
        '2026-10-16',
        '2026-10-23',
      ]);
      const titles = (await department.tasks('letters', manager)).map(({ title }) => title.text);
      expect(titles).toEqual([
        'First letter, 2 incomplete: send it',
        'Second letter, 2 incomplete: send it',
      ]);
    });

    test('one letter names all that stands at the level or above, also what had no event yet', async () => {
      await startLetters(department);
      await addStay(department, stay);
      await addStay(department, { ...stay, id: 'e2', dischargedAt: '2026-10-01T23:30:00-04:00' });
      await addStay(department, { ...stay, id: 'e3', attending: 'lee' });
      await addStay(department, { ...stay, id: 'e4', dischargedAt: '2026-10-02T00:30:00-04:00' });
      // The worker does nothing until all four are due: the first effect composes for all of them.
      await goTo(department, day15);
      const letters = await lettersOf(department);
      expect(
        letters.map(({ practitionerId, context }) => [
          practitionerId,
          (context.items as { encounterId: string }[]).map((item) => item.encounterId).sort(),
        ]),
      ).toEqual(
        expect.arrayContaining([
          ['marsh', ['e1', 'e1', 'e2', 'e2']],
          ['lee', ['e3', 'e3']],
        ]),
      );
      expect(letters).toHaveLength(2);
    });

    test('what was completed, or waits with HIM, is on no letter', async () => {
      await startLetters(department);
      await addStay(department, stay);
      await addStay(department, { ...stay, id: 'e2' });
      await completeStay(department, { ...stay, id: 'e2' });
      for (const { id } of await instancesOf(department, 'deficiency')) {
        if (!id.includes('e1')) continue;
        const dictated = { type: 'deficiency.start', progress: 'dictated' };
        expect((await department.send(analyst, id, dictated)).status).toBe(200);
      }
      await goTo(department, day15);
      expect(await lettersOf(department)).toEqual([]);
      expect(
        (await instancesOf(department, 'letter')).map(({ context }) => context.skipped),
      ).toEqual(['nothing-open']);
      expect(await department.tasks('letters', manager)).toEqual([]);
    });

    test('none is written at a facility that has not begun, and none for what was reached before', async () => {
      await addStay(department, stay);
      await goTo(department, day15);
      expect(await instancesOf(department, 'letter')).toEqual([]);
      department.clock.now = Date.parse('2026-10-20T15:00:00Z');
      await startLetters(department);
      const [counted] = await lettersOf(department);
      expect(counted?.context).toMatchObject({ on: '2026-10-20', level: 1 });
      await goTo(department, day22);
      expect((await lettersOf(department)).map(({ context }) => context.level)).toEqual([1, 2]);
    });

    test('many effects at once, and again after a restart between effect and commit, write it once', async () => {
      await startLetters(department);
      for (let n = 0; n < 12; n += 1) await addStay(department, { ...stay, id: `m${n}` });
      department.clock.now = Date.parse(day15);
      await department.drain();
      const effects = [];
      for (const { id } of await instancesOf(department, 'deficiency'))
        effects.push(...(await department.store.effects(id)));
      const reached = effects.filter(({ type }) => type === 'deficiency.level-reached');
      expect(reached).toHaveLength(24);
      // As after a kill: the letter stands and the effects are performed again, by a server that remembers nothing.
      await department.restart();
      const handlers = new Map(department.server.services.letters.handlers);
      const handle = handlers.get('deficiency.level-reached');
      await Promise.all(reached.map((effect) => handle?.(effect)));
      const letters = await lettersOf(department);
      expect(letters).toHaveLength(1);
      expect(letters[0]?.version).toBe(1);
      expect(letters[0]?.context.items).toHaveLength(24);
    });

    test('a lack that is found late is written about on the day it is found, also where a letter of its own date stands', async () => {
      await startLetters(department);
      await addStay(department, stay);
      await goTo(department, day15);
      department.clock.now = Date.parse('2026-10-20T15:00:00Z');
      await addStay(department, { ...stay, id: 'e2' });
      await department.drain();
      const letters = await lettersOf(department);
      expect(
        letters.map(({ context }) => [context.on, (context.items as unknown[]).length]),
      ).toEqual([
        ['2026-10-16', 2],
        ['2026-10-20', 4],
      ]);
    });

    test('across the end of daylight saving the day begins an hour later by the clock of the world', async () => {
      await startLetters(department);
      await addStay(department, { ...stay, dischargedAt: '2026-10-20T10:00:00-04:00' });
      await goTo(department, '2026-11-04T04:59:59.999Z');
      expect(await lettersOf(department)).toEqual([]);
      await goTo(department, '2026-11-04T05:00:00Z');
      expect((await lettersOf(department))[0]?.context.on).toBe('2026-11-04');
    });
  });

  describe('the start', () => {
    test('a count says what would be sent, changes nothing, and must be the one that was reviewed', async () => {
      await addStay(department, stay);
      await addStay(department, { ...stay, id: 'e2', attending: 'lee' });
      await goTo(department, '2026-11-10T15:00:00Z');
      const counted = await department.call(manager, '/api/letters/dry-count', { facility });
      const { instanceId, count, byLevel } = counted.body as unknown as Count;
      expect(byLevel).toEqual([{ level: 2, name: 'Second letter', letters: 2 }]);
      expect(count.letters.map(({ practitionerId, items }) => [practitionerId, items])).toEqual([
        ['lee', 2],
        ['marsh', 2],
      ]);
      expect(count.suspensions).toHaveLength(2);
      expect(await instancesOf(department, 'letter')).toEqual([]);
      const event = { type: 'letters.start', countId: count.id };
      expect((await department.send(supervisor, instanceId, event)).status).toBe(403);
      await addStay(department, { ...stay, id: 'e3' });
      const changed = await department.send(manager, instanceId, event);
      expect(changed).toMatchObject({ status: 409, body: { code: 'not-allowed-now' } });
      expect(String(changed.body.detail)).toContain('Count again');
      const again = await department.call(manager, '/api/letters/dry-count', { facility });
      const second = again.body as unknown as Count;
      expect(second.count.letters.find((one) => one.practitionerId === 'marsh')?.items).toBe(4);
      // The count of a day is the count of that day.
      department.clock.now += 24 * 3600 * 1000;
      const late = { type: 'letters.start', countId: second.count.id };
      expect((await department.send(manager, instanceId, late)).status).toBe(409);
      await startLetters(department);
      expect(await lettersOf(department)).toHaveLength(2);
      expect(await instancesOf(department, 'suspension')).toHaveLength(2);
      const third = await department.call(manager, '/api/letters/dry-count', { facility });
      expect(third.status).toBe(409);
    });

    test('stopped with a reason nothing is written until it is counted and started again', async () => {
      await startLetters(department);
      await addStay(department, stay);
      const id = `letters-start.${facility}`;
      expect((await department.send(manager, id, { type: 'letters.stop' })).status).toBe(422);
      const stop = { type: 'letters.stop', reason: 'Wrong template' };
      expect((await department.send(manager, id, stop)).status).toBe(200);
      await goTo(department, day15);
      expect(await lettersOf(department)).toEqual([]);
      await startLetters(department);
      expect(await lettersOf(department)).toHaveLength(1);
    });

    test('only those who lead there may count', async () => {
      const elsewhere = user('manager', ['SOUTH']);
      for (const who of [elsewhere, analyst, physician('marsh')])
        expect((await department.call(who, '/api/letters/dry-count', { facility })).status).toBe(
          403,
        );
    });
  });

  describe('on paper', () => {
    beforeEach(async () => {
      await startLetters(department);
      await addStay(department, stay);
      await addStay(department, { ...stay, id: 'e2', attending: 'lee' });
      await goTo(department, day15);
    });

    test('whoever else is to have it gets a marked copy of the page', async () => {
      const [letter] = await lettersOf(department);
      const input = { ...letter?.context, recipients: ['practitioner', 'department-chair'] };
      await department.server.engine.start('letter', input, {
        user: systemUser,
        id: `${letter?.id}.copied`,
      });
      const { html } = await page(`/api/letters/${letter?.id}.copied/document`);
      expect(html.match(/<article>/g)).toHaveLength(2);
      expect(html.match(/Copy for Department chair/g)).toHaveLength(1);
      const { html: alone } = await page(`/api/letters/${letter?.id}/document`);
      expect(alone).not.toContain('Copy for');
    });

    test('the page shows numbers and dates, no names of patients, and each opening is on record', async () => {
      const [letter] = await lettersOf(department);
      const path = `/api/letters/${letter?.id}/document`;
      const { status, html } = await page(path);
      expect(status).toBe(200);
      expect(html).toMatch(/^<!doctype html>/);
      for (const text of ['October 16, 2026', 'MRN-', 'Discharge summary', '2026-10-01', '@page'])
        expect(html).toContain(text);
      expect(html).not.toMatch(/Quill|Nora|1970/);
      expect(html).not.toMatch(/\{[a-z ]+\}/);
      const items = letter?.context.items as { patientId: string }[];
      const rows = await department.store.audit({
        patientId: items[0]?.patientId ?? '',
        limit: 50,
      });
      expect(rows.filter(({ what }) => what === `letter:${letter?.id}`)).toHaveLength(1);
      expect((await page(path, analyst)).status).toBe(200);
      const own = physician(String(letter?.practitionerId));
      expect((await page(path, own)).status).toBe(200);
      expect((await page(path, physician('nobody'))).status).toBe(404);
      expect((await page(path, user('supervisor', ['SOUTH']))).status).toBe(404);
    });

    test('a batch has a page for each letter and marks each as sent once', async () => {
      const made = await department.call(supervisor, '/api/letters/batches', { facility });
      expect(made.status).toBe(201);
      const batch = made.body.batch as unknown as { id: string; document: string };
      const { html } = await page(batch.document);
      expect(html.match(/<article>/g)).toHaveLength(2);
      // A second batch would print the same letters twice.
      const second = await department.call(supervisor, '/api/letters/batches', { facility });
      expect(second).toMatchObject({ status: 404 });
      const [letter] = await lettersOf(department);
      const byHand = await department.send(office, letter?.id ?? '', { type: 'letter.sent' });
      expect(byHand.status).toBe(200);
      const path = `/api/letters/batches/${batch.id}/printed`;
      expect((await department.call(analyst, path, {})).status).toBe(404);
      const printed = await department.call(supervisor, path, {});
      const rows = printed.body.rows as unknown as { isDone: boolean; reason: string | null }[];
      expect(rows.map(({ isDone }) => isDone).sort()).toEqual([false, true]);
      expect((await department.call(supervisor, path, {})).status).toBe(409);
      expect((await page(batch.document)).status).toBe(409);
      expect((await lettersOf(department)).map(({ state }) => state)).toEqual(['sent', 'sent']);
    });

    test('a letter is sent once; printing it again is an act with a reason', async () => {
      const [letter] = await lettersOf(department);
      const id = letter?.id ?? '';
      expect((await department.send(analyst, id, { type: 'letter.sent' })).status).toBe(403);
      expect(
        (await department.send(office, id, { type: 'letter.reprint', reason: 'Lost' })).status,
      ).toBe(409);
      expect((await department.send(office, id, { type: 'letter.sent' })).status).toBe(200);
      expect((await department.send(office, id, { type: 'letter.sent' })).status).toBe(409);
      const withdraw = { type: 'letter.withdraw', reason: 'Too late' };
      expect((await department.send(office, id, withdraw)).status).toBe(409);
      expect((await department.send(office, id, { type: 'letter.reprint' })).status).toBe(422);
      const again = await department.send(office, id, {
        type: 'letter.reprint',
        reason: 'Lost in the post',
      });
      expect(again.body).toMatchObject({ state: 'sent', context: { reprints: 1 } });
    });

    test('a letter on which nothing is open any more is not printed: a person withdraws it or sends it anyway', async () => {
      await completeStay(department, stay);
      const made = await department.call(supervisor, '/api/letters/batches', { facility });
      expect(made.body.leftOut).toMatchObject([{ isDone: false }]);
      const letter = (await lettersOf(department)).find((one) => one.practitionerId === 'marsh');
      expect(letter?.state).toBe('settled');
      const id = letter?.id ?? '';
      expect((await department.send(office, id, { type: 'letter.sent' })).status).toBe(409);
      const anyway = { type: 'letter.send-anyway', reason: 'She asked for it' };
      expect((await department.send(office, id, anyway)).status).toBe(200);
      const second = await department.call(supervisor, '/api/letters/batches', { facility });
      expect(second.body.batch).toMatchObject({ letterIds: [id] });
    });

    test('a batch that is dropped gives its letters back', async () => {
      const made = await department.call(supervisor, '/api/letters/batches', { facility });
      const { id } = made.body.batch as unknown as { id: string };
      const drop = { type: 'batch.drop', reason: 'Paper jam' };
      expect((await department.send(supervisor, id, drop)).status).toBe(200);
      const again = await department.call(supervisor, '/api/letters/batches', { facility });
      expect(again.status).toBe(201);
      expect(again.body.batch).not.toMatchObject({ id });
    });

    test('the list tells states, pages by position, and shows to nobody what is not theirs', async () => {
      const [one] = await lettersOf(department);
      await department.send(office, one?.id ?? '', { type: 'letter.sent' });
      const { body } = await department.call(manager, '/api/letters?limit=1');
      expect(body.counts).toEqual({ toSend: 1, sent: 1 });
      const next = await department.call(manager, `/api/letters?limit=1&after=${body.next}`);
      expect(next.body).toMatchObject({ next: null, counts: null });
      const shown = [body.letters, next.body.letters] as unknown as { id: string }[][];
      expect(new Set(shown.flat().map(({ id }) => id)).size).toBe(2);
      const sent = await department.call(manager, '/api/letters?state=sent&level=1');
      expect(sent.body.letters).toHaveLength(1);
      const early = await department.call(manager, '/api/letters?to=2026-10-15');
      expect(early.body.letters).toEqual([]);
      const own = await department.call(physician('marsh'), '/api/letters');
      expect(own.body.letters).toMatchObject([{ practitioner: { id: 'marsh' } }]);
      const south = await department.call(user('manager', ['SOUTH']), '/api/letters');
      expect(south.body.letters).toEqual([]);
    });
  });

  describe('leave', () => {
    test('who is away on the day gets no letter, on record, and the due date of the law stays', async () => {
      await startLetters(department);
      await addStay(department, stay);
      const before = await instancesOf(department, 'deficiency');
      const dueBefore = (await department.tasks('deficiencies')).map(({ dueOn }) => dueOn);
      await addLeave(department, {
        practitionerId: 'marsh',
        fromOn: '2026-10-10',
        toOn: '2026-10-17',
      });
      expect(before).toHaveLength(2);
      await goTo(department, '2026-10-23T03:59:59Z');
      expect(await lettersOf(department)).toEqual([]);
      expect((await department.tasks('deficiencies')).map(({ dueOn }) => dueOn)).toEqual(dueBefore);
      // Eight days away, both dates counted: the fifteenth day of his own is the twenty-third after discharge.
      await goTo(department, '2026-10-24T04:00:00Z');
      const [letter] = await lettersOf(department);
      expect(letter?.context).toMatchObject({ level: 1, on: '2026-10-24' });
      expect(letter?.context.items).toMatchObject([{ dueOn: '2026-09-22' }, {}]);
    });

    test('a leave that begins on the very day of the letter keeps it back', async () => {
      await startLetters(department);
      await addStay(department, stay);
      await addLeave(department, {
        practitionerId: 'marsh',
        fromOn: '2026-10-16',
        toOn: '2026-10-16',
      });
      await goTo(department, '2026-10-16T20:00:00Z');
      expect(await lettersOf(department)).toEqual([]);
    });
  });

  test('nobody writes, delivers or fails a letter by hand', async () => {
    await startLetters(department);
    await addStay(department, stay);
    await goTo(department, day15);
    const [letter] = await lettersOf(department);
    const started = await department.call(manager, '/api/instances', {
      workflow: 'letter',
      input: letter?.context,
    });
    expect(started.status).toBe(403);
    for (const event of [
      { type: 'letter.delivered', reference: 'x' },
      { type: 'letter.fail', reason: 'x' },
      { type: 'letter.settle' },
    ])
      expect((await department.send(manager, letter?.id ?? '', event)).status).toBe(403);
    await expect(
      department.server.engine.send(
        letter?.id ?? '',
        { type: 'letter.retry' },
        { user: systemUser },
      ),
    ).rejects.toMatchObject({ code: 'not-permitted' });
  });
});
