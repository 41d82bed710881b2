import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'fhir-kit-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemUser } from '../engine/model/user.ts';
import { type Listening, listen } from '../server/listen.ts';
import { silentLog } from '../server/log.ts';
import { type Wired, wire } from '../server/wire.ts';

/** A FHIR client library that others wrote, against the real server over HTTP. */

let folder: string;
let wired: Wired;
let listening: Listening;
let client: Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chartkeeper-fhir-'));
  wired = await wire({
    db: join(folder, 'fhir.db'),
    allowedOrigins: [],
    issuers: [],
    defaultFacility: 'main',
    demoUsers: null,
    log: silentLog,
  });
  listening = await listen(wired.app, {
    port: 0,
    host: '127.0.0.1',
    portalFolder: folder,
    widgetsFolder: folder,
  });
  client = await clientOf('system');
});
afterAll(async () => {
  await listening.close();
  await wired.close();
  rmSync(folder, { recursive: true });
});

async function clientOf(role: 'system' | 'auditor'): Promise<Client> {
  const user = { ...systemUser, id: role, grants: [{ role, facilities: '*' as const }] };
  const { token } = await wired.services.auth.issue(user, 600);
  return new Client({ baseUrl: `${listening.url}/fhir`, bearerToken: token });
}

interface Resource {
  readonly id: string;
  readonly resourceType: string;
  readonly name?: readonly { readonly family: string }[];
}
interface Found {
  total?: number;
  entry?: { resource: Resource; search: { mode: string } }[];
  link: { relation: string; url: string }[];
}
const people = ['Adams', 'Adamson', 'Baker', 'Clark', 'Davis'];
const patient = (family: string, n: number) => ({
  resourceType: 'Patient',
  identifier: [{ system: 'urn:mrn', value: `M${n}` }],
  name: [{ family, given: ['José', 'Ana'] }],
  birthDate: `${1960 + n}-05-31`,
});
const search = async (type: string, searchParams: Record<string, string>): Promise<Found> =>
  (await client.search({ resourceType: type, searchParams })) as unknown as Found;
const families = (found: Found): string[] =>
  (found.entry ?? []).map(({ resource }) => resource.name?.[0]?.family ?? '');
const statusOf = async (asked: Promise<unknown>): Promise<number> => {
  const error = await asked.then(
    () => undefined,
    (refused: { response?: { status: number } }) => refused,
  );
  return error?.response?.status ?? 200;
};

describe('a foreign FHIR client', () => {
  test('reads what the server can do', async () => {
    const statement = (await client.capabilityStatement()) as unknown as {
      fhirVersion: string;
      rest: { resource: { type: string; searchParam?: { name: string }[] }[] }[];
    };
    expect(statement.fhirVersion).toBe('4.0.1');
    const listed = statement.rest[0]?.resource.find(({ type }) => type === 'Patient');
    const names = listed?.searchParam?.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['_id', '_lastUpdated', 'identifier', 'family']));
  });

  test('creates, reads, changes and reads the version before', async () => {
    const created = (await client.create({
      resourceType: 'Patient',
      body: patient('First', 40) as never,
    })) as unknown as Resource;
    expect(created.id).toMatch(/.+/);
    const changed = { ...created, active: true };
    await client.update({ resourceType: 'Patient', id: created.id, body: changed as never });
    expect(await client.read({ resourceType: 'Patient', id: created.id })).toMatchObject({
      active: true,
      meta: { versionId: '2' },
    });
    const first = await client.vread({ resourceType: 'Patient', id: created.id, version: '1' });
    expect(first).not.toHaveProperty('active');
    expect(
      await statusOf(client.vread({ resourceType: 'Patient', id: created.id, version: '3' })),
    ).toBe(404);
  });

  test('searches by name, identifier, date and number, and counts', async () => {
    for (const [n, family] of people.entries())
      await client.create({ resourceType: 'Patient', body: patient(family, n) as never });
    expect(families(await search('Patient', { family: 'adam', _sort: 'family' }))).toEqual([
      'Adams',
      'Adamson',
    ]);
    expect(families(await search('Patient', { 'family:exact': 'Adams' }))).toEqual(['Adams']);
    expect(families(await search('Patient', { given: 'jose', identifier: 'urn:mrn|M3' }))).toEqual([
      'Clark',
    ]);
    expect(families(await search('Patient', { identifier: 'urn:other|M3' }))).toEqual([]);
    expect(
      families(
        await search('Patient', {
          birthdate: 'gt1962-05-31,lt1961',
          given: 'ana',
          family: 'adams,clark,davis',
          _sort: 'birthdate',
        }),
      ),
    ).toEqual(['Adams', 'Clark', 'Davis']);
    const counted = await search('Patient', { family: 'adam', _summary: 'count' });
    expect([counted.total, counted.entry]).toEqual([2, undefined]);
  });

  test('pages by the links that the server gives, each resource once', async () => {
    let found = await search('Patient', { given: 'ana', _count: '2', _sort: '-birthdate' });
    const seen = families(found);
    for (let pages = 0; pages < 9; pages += 1) {
      const next = (await client.nextPage({ bundle: found as never })) as unknown as
        | Found
        | undefined;
      if (next === undefined) break;
      found = next;
      seen.push(...families(found));
    }
    expect(seen).toEqual(['First', ...people.toReversed()]);
  });

  test('follows references: a patient’s encounters, with the patient, and by the patient’s number', async () => {
    const found = await search('Patient', { identifier: 'urn:mrn|M2' });
    const id = found.entry?.[0]?.resource.id ?? '';
    const encounter = {
      resourceType: 'Encounter',
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject: { reference: `Patient/${id}` },
      period: { start: '2025-03-01T10:00:00-05:00', end: '2025-03-01T11:00:00-05:00' },
    };
    await client.create({ resourceType: 'Encounter', body: encounter as never });
    const modes = ({ entry = [] }: Found) =>
      entry.map(({ resource, search: { mode } }) => [resource.resourceType, mode]);
    expect(
      modes(await search('Encounter', { patient: id, _include: 'Encounter:patient' })),
    ).toEqual([
      ['Encounter', 'match'],
      ['Patient', 'include'],
    ]);
    expect(modes(await search('Encounter', { 'patient.identifier': 'urn:mrn|M2' }))).toHaveLength(
      1,
    );
    expect(modes(await search('Encounter', { 'patient.identifier': 'urn:mrn|M1' }))).toEqual([]);
    expect(modes(await search('Encounter', { date: '2025-03-01' }))).toHaveLength(1);
    expect(modes(await search('Encounter', { date: '2025-03-02' }))).toEqual([]);
    expect(modes(await search('Patient', { _id: id, _revinclude: 'Encounter:patient' }))).toEqual([
      ['Patient', 'match'],
      ['Encounter', 'include'],
    ]);
  });

  test('gets a document back with the bytes it sent, though they are kept once', async () => {
    const text = 'Chest film: clear.';
    const body = {
      resourceType: 'DocumentReference',
      status: 'current',
      content: [{ attachment: { contentType: 'text/plain', data: btoa(text) } }],
    };
    const ids: string[] = [];
    for (let n = 0; n < 2; n += 1) {
      const { id } = await client.create({
        resourceType: 'DocumentReference',
        body: body as never,
      });
      ids.push(String(id));
    }
    for (const id of ids) {
      const read = await client.read({ resourceType: 'DocumentReference', id });
      expect(read).toMatchObject({ content: body.content });
    }
    const row = await wired.store.resource('DocumentReference', ids[0] ?? '');
    expect(JSON.stringify(row?.body)).not.toContain(btoa(text));
  });

  test('withdraws what nobody refers to, and is told why it may not withdraw the rest', async () => {
    const found = await search('Patient', { identifier: 'urn:mrn|M2' });
    const used = found.entry?.[0]?.resource.id ?? '';
    expect(await statusOf(client.delete({ resourceType: 'Patient', id: used }))).toBe(409);
    const made = await client.create({
      resourceType: 'Patient',
      body: patient('Gone', 50) as never,
    });
    const id = String(made.id);
    await client.delete({ resourceType: 'Patient', id });
    expect(await statusOf(client.read({ resourceType: 'Patient', id }))).toBe(410);
    expect(families(await search('Patient', { family: 'gone' }))).toEqual([]);
    const before = await client.vread({ resourceType: 'Patient', id, version: '1' });
    expect(before).toMatchObject({ name: [{ family: 'Gone' }] });
  });

  test('is told which message set each value, and who looked', async () => {
    const found = await search('Patient', { identifier: 'urn:mrn|M2' });
    const id = found.entry?.[0]?.resource.id ?? '';
    const told = await search('Provenance', { target: `Patient/${id}` });
    expect(JSON.stringify(told.entry)).toContain('Patient.birthDate');
    expect(JSON.stringify(told.entry)).not.toContain('1962-05-31');
    const looked = client.search({ resourceType: 'AuditEvent', searchParams: { patient: id } });
    expect(await statusOf(looked)).toBe(403);
    const auditor = await clientOf('auditor');
    const events = (await auditor.search({
      resourceType: 'AuditEvent',
      searchParams: { patient: id },
    })) as unknown as Found;
    expect(events.total).toBeGreaterThan(2);
    expect(JSON.stringify(events)).not.toContain('Baker');
    expect(await statusOf(auditor.search({ resourceType: 'AuditEvent', searchParams: {} }))).toBe(
      422,
    );
    const tasks = await search('Task', { encounter: 'none' });
    expect(tasks.total).toBe(0);
  });

  test('is refused what it may not ask, with the parameter named', async () => {
    for (const searchParams of [
      { nonsense: '1' },
      { birthdate: 'yesterday' },
      { _sort: 'nonsense' },
      { 'family:contains': 'a' },
      { _cursor: 'rubbish' },
      { _format: 'xml' },
    ]) {
      const asked = client.search({ resourceType: 'Patient', searchParams: searchParams as never });
      expect(await statusOf(asked)).toBe(422);
    }
    expect(await statusOf(client.search({ resourceType: 'Nonsense', searchParams: {} }))).toBe(422);
  });
});
