import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  Change,
  KeptContentQuery,
  MessageRow,
  ResourceSearch,
  SearchCursor,
  SearchTerm,
  Store,
} from '../engine/store.ts';
import type { StoreUnderTest } from './store-conformance.ts';
import { auditRow, job, messageRow, patient, refusedRow } from './stored-rows.ts';

const start = Date.parse('2026-11-02T15:00:00Z');

/** What every store must do with what is kept beside the instances. */
export function describeRecords(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the records of the ${name} store`, () => {
    let under: StoreUnderTest;
    let store: Store;
    const commit = (change: Change) => store.commit(change);

    beforeEach(async () => {
      under = await open();
      store = under.store;
      under.setNow(start);
    });
    afterEach(() => under.close());

    test('a resource has every version with its sources, and is refused when another wrote it first', async () => {
      await commit({ resources: [patient('p1', 1, { body: { active: true } })] });
      const sources = { active: { at: start, messageId: 'm7' } };
      await commit({ resources: [patient('p1', 2, { body: { active: false }, sources })] });
      await expect(commit({ resources: [patient('p1', 2)] })).rejects.toMatchObject({
        code: 'stale-facts',
      });
      const { terms: _, ...stored } = patient('p1', 2, { body: { active: false }, sources });
      expect(await store.resource('Patient', 'p1')).toEqual(stored);
      expect((await store.resourceVersion('Patient', 'p1', 1))?.body).toEqual({ active: true });
      expect((await store.resourceVersion('Patient', 'p1', 1))?.sources).toEqual({});
    });

    test('sources are written over for a version that still stands, and refused for one that does not', async () => {
      const sources = { active: { at: start, messageId: 'm7' } };
      await commit({ resources: [patient('p1', 1)] });
      await commit({ confirmed: [{ type: 'Patient', id: 'p1', version: 1, sources }] });
      expect(await store.resource('Patient', 'p1')).toMatchObject({ version: 1, sources });
      await commit({ resources: [patient('p1', 2)] });
      await expect(
        commit({ confirmed: [{ type: 'Patient', id: 'p1', version: 1, sources }] }),
      ).rejects.toMatchObject({ code: 'stale-facts' });
      const none = { type: 'Patient', id: 'p2', version: 1, sources };
      await expect(commit({ confirmed: [none] })).rejects.toMatchObject({ code: 'stale-facts' });
      const both = await Promise.allSettled([
        commit({ confirmed: [{ type: 'Patient', id: 'p1', version: 2, sources }] }),
        commit({ resources: [patient('p1', 3)] }),
        commit({ confirmed: [{ type: 'Patient', id: 'p1', version: 3, sources }] }),
      ]);
      expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
      expect(await store.resource('Patient', 'p1')).toMatchObject({ version: 3, sources });
    });

    test('a resource is found by what it is now, not by what it was, and not once it is deleted', async () => {
      const named = (value: string): SearchTerm => ({ param: 'identifier', value });
      const idsBy = async (value: string) =>
        (await store.resources({ type: 'Patient', term: named(value) })).map((row) => row.id);
      await commit({ resources: [patient('p1', 1, { terms: [named('1\turn:mrn')] })] });
      expect(await idsBy('1\turn:mrn')).toEqual(['p1']);
      expect(await store.resources({ type: 'Encounter', term: named('1\turn:mrn') })).toEqual([]);
      await commit({
        resources: [patient('p1', 2, { terms: [named('1\turn:mrn'), named('2\turn:mrn')] })],
      });
      expect(await idsBy('1\turn:mrn')).toEqual(['p1']);
      await commit({ resources: [patient('p1', 3, { terms: [named('2\turn:mrn')] })] });
      expect(await idsBy('1\turn:mrn')).toEqual([]);
      expect(await idsBy('2\turn:mrn')).toEqual(['p1']);
      await commit({ terms: [{ type: 'Patient', id: 'p1', terms: [named('3\turn:mrn')] }] });
      expect(await idsBy('2\turn:mrn')).toEqual([]);
      expect(await idsBy('3\turn:mrn')).toEqual(['p1']);
      await commit({
        resources: [{ ...patient('p1', 4, { terms: [named('3\turn:mrn')] }), isDeleted: true }],
      });
      expect(await idsBy('3\turn:mrn')).toEqual([]);
      expect((await store.resource('Patient', 'p1'))?.isDeleted).toBe(true);
      await commit({ resources: [patient('p1', 5, { terms: [named('3\turn:mrn')] })] });
      expect(await idsBy('3\turn:mrn')).toEqual(['p1']);
    });

    test('a search holds all its conditions, knows "not", and counts what it would list', async () => {
      await seven();
      const adams = { param: 'family', ranges: [{ from: 'adams', to: 'adams\u{10ffff}' }] };
      const born = { param: 'birthdate', ranges: [{ from: '1980', to: '1990' }] };
      expect(await list({ where: [adams] })).toEqual(['p1', 'p2', 'p3']);
      expect(await list({ where: [adams, born] })).toEqual(['p2']);
      expect(await list({ where: [adams, { ...born, isNot: true }] })).toEqual(['p1', 'p3']);
      expect(await list({ where: [{ ...adams, isNot: true }] })).toEqual(['p4', 'p5', 'p6', 'p7']);
      const either = {
        param: 'birthdate',
        ranges: [
          { from: '1970', to: '1971' },
          { from: '1985', to: '1986' },
        ],
      };
      expect(await list({ where: [either] })).toEqual(['p1', 'p2']);
      const late = { param: 'birthdate', ranges: [{ from: '1995', to: '1996' }] };
      expect(await list({ where: [], anyOf: [[[adams, born], [late]]] })).toEqual(['p2', 'p5']);
      expect(await list({ where: [adams], anyOf: [[[late]]] })).toEqual([]);
      expect(await list({ where: [], anyOf: [[]] })).toEqual([]);
      expect(await list({ where: [adams], ids: ['p3', 'p4'] })).toEqual(['p3']);
      expect(await list({ where: [], ids: [] })).toEqual([]);
      expect(await list({ where: [{ param: 'family', ranges: [] }] })).toEqual([]);
      expect(await store.countFound({ type: 'Patient', where: [adams], limit: 1 })).toBe(3);
      expect(await store.countFound({ type: 'Encounter', where: [], limit: 1 })).toBe(0);
      const since = { updatedFrom: start + 3, updatedTo: start + 5 };
      expect(await list({ where: [], ...since })).toEqual(['p3', 'p4']);
    });

    test('a search is walked page by page in every order, each resource once', async () => {
      await seven();
      const walk = async (sort?: ResourceSearch['sort']) => {
        const ids: string[] = [];
        let after: SearchCursor | null = null;
        for (let pages = 0; pages < 9; pages += 1) {
          const query: ResourceSearch = {
            type: 'Patient',
            where: [],
            limit: 2,
            ...(sort === undefined ? {} : { sort }),
            ...(after === null ? {} : { after }),
          };
          const { rows, next } = await store.search(query);
          ids.push(...rows.map((row) => row.id));
          after = next;
          if (after === null) return ids;
        }
        return ids;
      };
      const all = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7'];
      const up = (param: string) => ({ param, isDescending: false });
      const down = (param: string) => ({ param, isDescending: true });
      expect(await walk()).toEqual(all);
      expect(await walk(down('_id'))).toEqual(all.toReversed());
      expect(await walk(up('_lastUpdated'))).toEqual(all);
      expect(await walk(down('_lastUpdated'))).toEqual(all.toReversed());
      // p3 has two dates and stands by the earlier; p6 and p7 have none and come last.
      expect(await walk(up('birthdate'))).toEqual(['p3', 'p1', 'p2', 'p4', 'p5', 'p6', 'p7']);
      expect(await walk(down('birthdate'))).toEqual(['p5', 'p4', 'p2', 'p1', 'p3', 'p7', 'p6']);
    });

    test('a content is kept once, to the byte, whatever it is', async () => {
      const bytes = Uint8Array.from([0, 255, 10, 92, 120, 0]);
      await commit({ contents: [{ hash: 'h1', bytes }] });
      await commit({ contents: [{ hash: 'h1', bytes }] });
      expect(await store.content('h1')).toEqual(bytes);
      expect(await store.content('h2')).toBeUndefined();
      const extract = {
        contentHash: 'h1',
        outcome: 'failed',
        textHash: null,
        htmlHash: null,
        pages: null,
        at: start,
        note: 'No page could be read.',
      } as const;
      await commit({ extracts: [extract] });
      const read = { ...extract, outcome: 'done', textHash: 'h3', pages: 2, note: null } as const;
      await commit({ extracts: [read] });
      expect(await store.extract('h1')).toEqual(read);
      expect(await store.extract('h2')).toBeUndefined();
    });

    test('messages are found by control id, patient, sender, time and cause, and are written over when replayed', async () => {
      await commit({ message: messageRow('m1') });
      await commit({
        message: refusedRow('m2', { controlId: '2', controlKey: 'A|B|2', receivedAt: start + 5 }),
      });
      await commit({ message: refusedRow('m3', { patientId: 'p9', sender: 'LAB|B' }) });
      const ids = async (query: Partial<Parameters<Store['messages']>[0]>) =>
        (await store.messages({ limit: 9, ...query })).map((row) => row.id);
      expect(await ids({})).toEqual(['m3', 'm2', 'm1']);
      expect(await ids({ afterId: '' })).toEqual(['m1', 'm2', 'm3']);
      expect(await ids({ afterId: 'm1', limit: 1 })).toEqual(['m2']);
      expect(await ids({ beforeId: 'm3' })).toEqual(['m2', 'm1']);
      expect(await ids({ outcome: 'taken' })).toEqual(['m1']);
      expect(await ids({ cause: 'ADT A60 · unsupported' })).toEqual(['m3', 'm2']);
      expect(await ids({ controlId: '2' })).toEqual(['m2']);
      expect(await ids({ patientId: 'p9' })).toEqual(['m3']);
      expect(await ids({ sender: 'LAB|B' })).toEqual(['m3']);
      expect(await ids({ fromAt: start + 1, toAt: start + 6 })).toEqual(['m2']);
      expect(await store.messageByControlKey('A|B|1', '1')).toEqual([
        { ...messageRow('m1'), contentDroppedOn: null },
        { ...refusedRow('m3', { patientId: 'p9', sender: 'LAB|B' }), contentDroppedOn: null },
      ]);
      expect(await store.messageByControlKey('A|C|1', '1')).toEqual([]);
      expect(await store.messageCauses()).toEqual([
        {
          cause: 'ADT A60 · unsupported',
          reason: 'Not taken here.',
          count: 2,
          firstAt: start,
          lastAt: start + 5,
        },
      ]);
      await commit({ message: messageRow('m2') });
      expect((await store.message('m2'))?.outcome).toBe('taken');
      expect((await store.message('m2'))?.receivedAt).toBe(start + 5);
      expect((await store.messageCauses())[0]?.count).toBe(1);
      expect(await store.receipts(1)).toEqual([
        { sender: 'A|B', receivedAt: [start + 5] },
        { sender: 'LAB|B', receivedAt: [start] },
      ]);
    });

    describe('a content that a message lets go of', () => {
      const bytes = Uint8Array.from([1, 2, 3]);
      const on = '2027-02-01';
      const message = (id: string, rest: Partial<MessageRow> = {}) => ({
        contents: [{ hash: 'h', bytes }],
        message: { ...messageRow(id), ...rest },
      });
      const drop = (messageId: string, outcome: MessageRow['outcome'] = 'taken') =>
        commit({ contentsDropped: [{ messageId, outcome, on }] });

      test('goes, and the message stays with the day; it may come again and is kept from then on', async () => {
        await commit(message('m1'));
        await drop('m2');
        await drop('m1', 'refused');
        expect(await store.message('m1')).toMatchObject({ contentDroppedOn: null });
        expect(await store.content('h')).toEqual(bytes);
        await drop('m1');
        expect(await store.message('m1')).toEqual({ ...messageRow('m1'), contentDroppedOn: on });
        expect(await store.content('h')).toBeUndefined();
        await commit({
          contentsDropped: [{ messageId: 'm1', outcome: 'taken', on: '2027-03-01' }],
        });
        expect(await store.message('m1')).toMatchObject({ contentDroppedOn: on });
        await commit(message('m1', { receivedAt: start + 9 }));
        const again = { receivedAt: start + 9, contentDroppedOn: null };
        expect(await store.message('m1')).toMatchObject(again);
        expect(await store.content('h')).toEqual(bytes);
      });

      test('stays for another message, and goes with the last of them', async () => {
        await commit(message('m1'));
        await commit(message('m2'));
        await drop('m1');
        expect(await store.message('m1')).toMatchObject({ contentDroppedOn: on });
        expect(await store.content('h')).toEqual(bytes);
        // In one batch with the third that needs it.
        await Promise.all([drop('m2'), commit(message('m3'))]);
        expect(await store.content('h')).toEqual(bytes);
        await Promise.all([drop('m3'), commit(message('m3'))]);
        expect(await store.message('m3')).toMatchObject({ contentDroppedOn: null });
        expect(await store.content('h')).toEqual(bytes);
        await drop('m3');
        expect(await store.content('h')).toBeUndefined();
      });

      test('stays for ever where a document or what was read out of one needs it', async () => {
        await commit({ ...message('m1'), recordContents: ['h'] });
        await commit(message('m2', { contentHash: 'words' }));
        const words = { hash: 'words', bytes };
        const extract = { textHash: 'words', htmlHash: null, pages: 1, at: start, note: null };
        await commit({
          contents: [words],
          extracts: [{ ...extract, contentHash: 'h', outcome: 'done' }],
        });
        await drop('m1');
        await drop('m2');
        expect(await store.content('h')).toEqual(bytes);
        expect(await store.content('words')).toEqual(bytes);
        expect(await store.message('m1')).toMatchObject({ contentDroppedOn: on });
      });

      test('is refused together with all else when an instance is not what was seen', async () => {
        await commit(message('m1'));
        const contentsDropped = [{ messageId: 'm1', outcome: 'taken', on }] as const;
        const seen = [{ instanceId: 'chart.e1', version: 3 }];
        await expect(commit({ contentsDropped, seen })).rejects.toMatchObject({
          code: 'stale-facts',
        });
        expect(await store.content('h')).toEqual(bytes);
        await commit({ contentsDropped, seen: [{ instanceId: 'chart.e1', version: 0 }] });
        expect(await store.content('h')).toBeUndefined();
      });

      test('is found by facility, kind and outcome, oldest first, page by page, until it is dropped', async () => {
        await commit(message('m1', { receivedAt: start + 2 }));
        await commit(message('m2', { receivedAt: start + 1 }));
        await commit(message('m3', { receivedAt: start + 1 }));
        await commit(message('m4', { receivedAt: start + 7 }));
        await commit(message('m5', { facility: null }));
        await commit({ message: refusedRow('m6', { facility: 'south' }) });
        await commit(message('m7', { kind: 'document', facility: 'east' }));
        expect(await store.facilitiesOfKept()).toEqual([null, 'east', 'north', 'south']);
        const north = { facility: 'north', kind: 'hl7v2', outcome: 'taken' } as const;
        const ids = async (query: Partial<KeptContentQuery>) => {
          const all = { ...north, before: start + 7, limit: 9, ...query };
          return (await store.messagesKept(all)).map((row) => row.id);
        };
        expect(await ids({})).toEqual(['m2', 'm3', 'm1']);
        expect(await ids({ limit: 1 })).toEqual(['m2']);
        expect(await ids({ after: { receivedAt: start + 1, id: 'm2' } })).toEqual(['m3', 'm1']);
        expect(await ids({ facility: null })).toEqual(['m5']);
        expect(await ids({ facility: 'south', outcome: 'refused' })).toEqual(['m6']);
        expect(await ids({ facility: 'east' })).toEqual([]);
        for (const id of ['m3', 'm5', 'm7']) await drop(id);
        expect(await ids({})).toEqual(['m2', 'm1']);
        expect(await store.facilitiesOfKept()).toEqual(['north', 'south']);
      });
    });

    test('a message shows every version it wrote', async () => {
      await commit({ resources: [{ ...patient('p1', 1), messageId: 'm1' }] });
      await commit({ resources: [{ ...patient('p1', 2), messageId: 'm2' }] });
      const wrote = await store.resourcesOfMessage('m1');
      expect(wrote.map(({ id, version }) => [id, version])).toEqual([['p1', 1]]);
      expect(await store.resourcesOfMessage('m3')).toEqual([]);
    });

    test('a job is watched, and taken up where it was', async () => {
      await commit({ job: job(0, 'running') });
      await commit({ job: job(40, 'stopped') });
      await commit({ job: { ...job(0, 'running'), id: 'j2' } });
      expect(await store.job('j1')).toEqual(job(40, 'stopped'));
      expect((await store.jobs(5)).map((one) => one.id)).toEqual(['j2', 'j1']);
      expect(await store.job('j3')).toBeUndefined();
    });

    test('an effect of no instance is done once, however often it is asked for', async () => {
      const effect = {
        key: 'extract/h1',
        instanceId: '',
        type: 'document.extract',
        params: { contentHash: 'h1' },
        notBeforeAt: start,
      };
      await commit({ effects: [effect] });
      await commit({ effects: [effect] });
      expect((await store.leaseEffects(5, 1000)).map((row) => row.key)).toEqual(['extract/h1']);
      await commit({ effectsDone: ['extract/h1'] });
      await commit({ effects: [effect] });
      under.setNow(start + 5000);
      expect(await store.leaseEffects(5, 1000)).toEqual([]);
    });

    test('audit rows and settings are kept with the change they belong to', async () => {
      await commit({ audit: [auditRow('a1')], settings: { 'clock.now': '5' } });
      expect(await store.audit({ patientId: 'p1', limit: 5 })).toEqual([auditRow('a1')]);
      expect(await store.audit({ patientId: 'p2', limit: 5 })).toEqual([]);
      const what = 'document:d%_é#1/words';
      await commit({ audit: [{ ...auditRow('a2'), what }] });
      const read = async (whatPrefix: string) =>
        (await store.audit({ patientId: 'p1', whatPrefix, limit: 5 })).map((row) => row.id);
      expect(await read('document:d%_é#1')).toEqual(['a2']);
      expect(await read('document:d%_é#1/words')).toEqual(['a2']);
      expect(await read('document:d%')).toEqual(['a2']);
      expect(await read('document:%')).toEqual([]);
      expect(await read('Document:d%_é#1')).toEqual([]);
      expect(await store.setting('clock.now')).toBe('5');
      expect(await store.setting('nothing')).toBeUndefined();
    });

    const list = async (query: Partial<ResourceSearch>): Promise<string[]> => {
      const { rows } = await store.search({ type: 'Patient', where: [], limit: 50, ...query });
      return rows.map((row) => row.id);
    };

    const seven = async (): Promise<void> => {
      const people: [string, string, string[]][] = [
        ['p1', 'adams', ['1970-01-01']],
        ['p2', 'adams', ['1985-01-01']],
        ['p3', 'adamson', ['1950-01-01', '1999-01-01']],
        ['p4', 'baker', ['1990-01-01']],
        ['p5', 'clark', ['1995-01-01']],
        ['p6', 'davis', []],
        ['p7', 'evans', []],
      ];
      for (const [index, [id, family, dates]] of people.entries()) {
        const terms = [
          { param: 'family', value: family },
          ...dates.map((value) => ({ param: 'birthdate', value })),
        ];
        await commit({
          resources: [{ ...patient(id, 1, { terms }), updatedAt: start + index + 1 }],
        });
      }
    };
  });
}
