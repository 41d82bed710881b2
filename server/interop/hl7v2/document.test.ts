import { describe, expect, test } from 'vitest';
import { memoryLookup } from '../memory-lookup.ts';
import { resolveIncoming } from '../resolve.ts';
import { at, facts, of, segment, take, translate, visit } from './feed.fixture.ts';

describe('a document', () => {
  const txa = (fields: Readonly<Record<number, string>>) =>
    segment('TXA', {
      1: '1',
      2: 'DS^Discharge summary',
      3: 'TX',
      6: '202603060900',
      9: '501^Hale^Mira',
      12: 'D1',
      17: 'PA',
      ...fields,
    });
  const text = ['OBX|1|TX|||Admitted with', 'OBX|2|TX|||chest pain\\T\\fever'];

  test('is filed on its encounter with type, status, author and text', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A01' });
    await take(store, { type: 'MDM^T02', more: [txa({}), ...text] });
    const [row] = of(store, 'DocumentReference');
    expect(row).toMatchObject({ facility: 'general', encounterId: of(store, 'Encounter')[0]?.id });
    expect(row?.body).toMatchObject({
      status: 'current',
      docStatus: 'preliminary',
      date: '2026-03-06T14:00:00.000Z',
    });
    const content = row?.body.content as [{ attachment: Record<string, string> }] | undefined;
    const attachment = content?.[0].attachment ?? {};
    expect(Buffer.from(attachment.data ?? '', 'base64').toString()).toBe(
      'Admitted with\nchest pain&fever',
    );
    expect(attachment.hash).toMatch(/^[A-Za-z0-9+/]{27}=$/);
    expect(facts(store)?.documents).toMatchObject([
      {
        type: 'discharge-summary',
        title: 'Discharge summary',
        docStatus: 'preliminary',
        completionStatus: 'PA',
        authorId: of(store, 'Practitioner')[0]?.id,
        signerId: null,
        filedAt: at('2026-03-06T14:00:00Z'),
        signedAt: null,
      },
    ]);
  });

  test('that is signed later has signer and time, and keeps its text and filing time', async () => {
    const store = memoryLookup();
    await take(store, { type: 'MDM^T02', more: [txa({}), ...text] });
    const signed = { 17: 'LA', 22: '501^Hale^Mira^^^^^^^^^^^^202603071130' };
    await take(store, { type: 'MDM^T03', evn: '20260307113500', more: [txa(signed)] });
    expect(of(store, 'DocumentReference')[0]?.body.content).toMatchObject([
      { attachment: { size: 30 } },
    ]);
    expect(facts(store)?.documents).toMatchObject([
      {
        docStatus: 'final',
        completionStatus: 'LA',
        signerId: of(store, 'Practitioner')[0]?.id,
        filedAt: at('2026-03-06T14:00:00Z'),
        signedAt: at('2026-03-07T16:30:00Z'),
      },
    ]);
  });

  test('signed without a time of its own is dated by the event', async () => {
    const store = memoryLookup();
    await take(store, { type: 'MDM^T02', more: [txa({}), ...text] });
    await take(store, {
      type: 'MDM^T04',
      evn: '20260307113500',
      more: [txa({ 17: 'LA', 22: '501' })],
    });
    expect(facts(store)?.documents[0]?.signedAt).toBe(at('2026-03-07T16:35:00Z'));
  });

  test('edited after it was signed is amended', async () => {
    const store = memoryLookup();
    await take(store, { type: 'MDM^T08', more: [txa({ 17: 'LA' }), ...text] });
    expect(facts(store)?.documents[0]?.docStatus).toBe('amended');
  });

  test('that replaces another supersedes it and takes its place', async () => {
    const store = memoryLookup();
    await take(store, { type: 'MDM^T02', more: [txa({}), ...text] });
    await take(store, { type: 'MDM^T10', more: [txa({ 12: 'D2', 13: 'D1' }), 'OBX|1|TX|||New'] });
    const [old, successor] = of(store, 'DocumentReference');
    expect(old?.body.status).toBe('superseded');
    expect(successor?.body.relatesTo).toMatchObject([
      { code: 'replaces', target: { reference: `DocumentReference/${old?.id}` } },
    ]);
    expect(facts(store)?.documents.map(({ id }) => id)).toEqual([successor?.id]);
    await take(store, { type: 'MDM^T02', more: [txa({}), ...text] });
    expect(of(store, 'DocumentReference')[0]?.body.status).toBe('superseded');
  });

  test('that follows one not here is kept with the number of the other', async () => {
    const store = memoryLookup();
    await take(store, {
      type: 'MDM^T06',
      more: [txa({ 12: 'D2', 13: 'D0' }), 'OBX|1|TX|||Addendum'],
    });
    expect(of(store, 'DocumentReference')).toHaveLength(1);
    expect(of(store, 'DocumentReference')[0]?.body.relatesTo).toEqual([
      { code: 'appends', target: { identifier: { system: 'urn:id:GH', value: 'D0' } } },
    ]);
  });

  test('that is cancelled was entered in error', async () => {
    const store = memoryLookup();
    await take(store, { type: 'MDM^T11', more: [txa({})] });
    expect(of(store, 'DocumentReference')).toEqual([]);
    await take(store, { type: 'MDM^T02', more: [txa({}), ...text] });
    await take(store, { type: 'MDM^T11', more: [txa({})] });
    expect(facts(store)?.documents[0]).toMatchObject({
      docStatus: 'entered-in-error',
      signedAt: null,
    });
  });

  test.each([
    ['U', 'N'],
    ['R', 'R'],
    ['V', 'V'],
  ])('of confidentiality %s is labelled %s', async (told, code) => {
    const store = memoryLookup();
    await take(store, { type: 'MDM^T02', more: [txa({ 18: told }), ...text] });
    expect(of(store, 'DocumentReference')[0]?.body.securityLabel).toMatchObject([
      { coding: [{ code }] },
    ]);
  });

  test('that says nothing of confidentiality keeps the label it has', async () => {
    const store = memoryLookup();
    await take(store, { type: 'MDM^T02', more: [txa({ 18: 'V' }), ...text] });
    await take(store, { type: 'MDM^T03', more: [txa({})] });
    expect(of(store, 'DocumentReference')[0]?.body.securityLabel).toMatchObject([
      { coding: [{ code: 'V' }] },
    ]);
  });

  test('that adds to another leaves it as it is, and names it', async () => {
    const store = memoryLookup();
    await take(store, { type: 'MDM^T02', more: [txa({}), ...text] });
    await take(store, { type: 'MDM^T06', more: [txa({ 12: 'D2', 13: 'D1' }), 'OBX|1|TX|||More'] });
    const [first, addendum] = of(store, 'DocumentReference');
    expect(first).toMatchObject({ version: 1, body: { status: 'current' } });
    expect(addendum?.body.relatesTo).toMatchObject([
      { code: 'appends', target: { reference: `DocumentReference/${first?.id}` } },
    ]);
    expect(facts(store)?.documents).toHaveLength(2);
  });

  test.each([
    ['CA', 'entered-in-error'],
    ['OB', 'superseded'],
    ['AV', 'current'],
  ])('of availability %s is %s', async (told, status) => {
    const store = memoryLookup();
    await take(store, { type: 'MDM^T04', more: [txa({ 19: told }), ...text] });
    expect(of(store, 'DocumentReference')[0]?.body.status).toBe(status);
  });

  test('does not change what is known of patient and visit', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A03', pv1: { ...visit, 45: '202603051015' } });
    const before = of(store, 'Encounter')[0];
    await take(store, {
      type: 'MDM^T02',
      pv1: { ...visit, 2: 'O', 7: '599^Other' },
      more: [txa({}), ...text],
    });
    expect(of(store, 'Encounter')[0]).toBe(before);
  });

  test('may be a PDF', async () => {
    const store = memoryLookup();
    await take(store, { type: 'MDM^T02', more: [txa({}), 'OBX|1|ED|||^AP^PDF^Base64^JVBERi0='] });
    expect(of(store, 'DocumentReference')[0]?.body.content).toMatchObject([
      { attachment: { contentType: 'application/pdf', data: 'JVBERi0=', size: 5 } },
    ]);
  });

  test('of an outpatient may come without a visit number', async () => {
    const store = memoryLookup();
    await take(store, {
      type: 'MDM^T02',
      pv1: { 2: 'O', 3: '^^^general' },
      more: [txa({}), ...text],
    });
    expect(of(store, 'DocumentReference')[0]).toMatchObject({ encounterId: null });
  });

  test('on the visit of another patient is told as a doubt', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A01' });
    const options = { now: 0, messageId: 'm', newId: () => crypto.randomUUID() };
    const other = { pid: '701^^^GH^MR', more: [txa({}), ...text] };
    const filed = await resolveIncoming(
      translate({ type: 'MDM^T02', ...other }).incoming,
      store,
      options,
    );
    expect(filed.doubts).toMatchObject([
      { type: 'DocumentReference', reason: 'encounter-of-another-patient', path: 'TXA-12' },
    ]);
    const moved = await resolveIncoming(
      translate({ type: 'ADT^A08', ...other }).incoming,
      store,
      options,
    );
    expect(moved.doubts).toMatchObject([
      { type: 'Encounter', reason: 'patient-changed', path: 'PV1-19' },
    ]);
  });
});
