import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { User } from '../engine/model/user.ts';
import type { Assembled } from '../server/assemble.ts';
import { DemoData } from '../server/demo/demo-data.ts';
import { createInPageServer } from '../server/in-page.ts';

const file = join(import.meta.dirname, '../examples/hospital/stays.json');
const all = DemoData.parse(JSON.parse(readFileSync(file, 'utf8')));
const data: DemoData = {
  ...all,
  stays: all.stays.filter((stay) => ['stay-02', 'stay-03', 'stay-08'].includes(stay.id)),
};
const stay = all.stays.find((one) => one.id === 'stay-03');
const now = Date.parse('2026-11-24T15:00:00Z');
const user = (role: User['grants'][number]['role'], facilities: string[] | '*' = '*'): User => ({
  id: role,
  name: role,
  grants: [{ role, facilities }],
});
const analyst = user('analyst');
const auditor = user('auditor');

let server: Assembled;
beforeEach(async () => {
  server = await createInPageServer({ data, clock: () => now });
});

async function get(who: User, path: string, purpose?: string) {
  const { token } = await server.services.auth.issue(who, 600);
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (purpose !== undefined) headers['x-purpose-of-use'] = purpose;
  const response = await server.app.request(path, { headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

interface FoundPatient {
  readonly id: string;
  readonly name: string;
  readonly mrn: string;
  readonly encounters: readonly { id: string; facility: string }[];
}

async function namesFound(who: User, find: string, purpose?: string): Promise<string[]> {
  const query = new URLSearchParams({ find });
  const { status, body } = await get(who, `/api/patients?${query}`, purpose);
  expect(status).toBe(200);
  return (body.patients as FoundPatient[]).map((one) => one.name);
}

describe('finding a patient', () => {
  test('by the beginnings of names in any order, without regard to case or accents', async () => {
    const name = `${stay?.family}, ${stay?.given}`;
    expect(await namesFound(analyst, 'park')).toEqual([name]);
    expect(await namesFound(analyst, 'Min PAR')).toEqual([name]);
    expect(await namesFound(analyst, 'pärk')).toEqual([name]);
    expect(await namesFound(analyst, 'ark')).toEqual([]);
  });

  test('by the beginning of a medical record number or of the number of a visit', async () => {
    expect(await namesFound(analyst, stay?.mrn ?? '')).toHaveLength(1);
    expect(await namesFound(analyst, (stay?.mrn ?? '').slice(0, 6))).toHaveLength(1);
    expect(await namesFound(analyst, (stay?.mrn ?? '').slice(1))).toEqual([]);
    const { body } = await get(analyst, '/api/patients/patient-stay-03');
    const patient = body as unknown as FoundPatient;
    const [encounter] = patient.encounters;
    const row = await server.services.store.resource('Encounter', encounter?.id ?? '');
    const number = (row?.body.identifier as { value: string }[] | undefined)?.[0]?.value ?? '';
    const found = await get(analyst, `/api/encounters?find=${number}`);
    expect(found.body.encounters).toMatchObject([
      { id: encounter?.id, patient: { mrn: stay?.mrn } },
    ]);
  });

  test('shows only patients treated where one may read charts', async () => {
    const north = user('analyst', ['north']);
    const nowhere = user('analyst', ['south-annex']);
    expect(stay?.facility).toBe('north');
    expect(await namesFound(north, 'park')).toHaveLength(1);
    expect(await namesFound(nowhere, 'park')).toEqual([]);
    expect((await get(nowhere, '/api/patients/patient-stay-03')).status).toBe(404);
    expect((await get(user('physician'), '/api/patients?find=park')).status).toBe(403);
    expect((await get(user('administrator'), '/api/patients?find=park')).status).toBe(403);
  });

  test('needs a purpose for those on none of one’s lists, one that is known', async () => {
    const without = await get(auditor, '/api/patients?find=park');
    expect([without.status, without.body.code]).toEqual([403, 'purpose-needed']);
    expect(without.body.allowed).toContain('HCOMPL');
    expect((await get(auditor, '/api/patients?find=park', 'CURIOSITY')).status).toBe(403);
    expect(await namesFound(auditor, 'park', 'HCOMPL')).toHaveLength(1);
    expect((await get(auditor, '/api/charts/stay-03')).status).toBe(403);
    expect((await get(auditor, '/api/charts/stay-03', 'HCOMPL')).status).toBe(200);
    expect((await get(analyst, '/api/charts/stay-03')).status).toBe(200);
  });

  test('is on record with each patient shown and the purpose stated', async () => {
    await namesFound(auditor, 'park', 'HCOMPL');
    const rows = await server.services.store.audit({ userId: 'auditor', limit: 9 });
    expect(rows.map(({ what, patientId, purpose }) => [what, patientId, purpose])).toEqual([
      ['patients', 'patient-stay-03', 'HCOMPL'],
      ['patients', null, 'HCOMPL'],
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/park/i);
  });

  test('refuses a search for a single letter, and a position of another making', async () => {
    expect((await get(analyst, '/api/patients?find=p')).status).toBe(422);
    expect((await get(analyst, '/api/patients?find=pa&after=rubbish')).status).toBe(422);
  });

  test('goes on page by page', async () => {
    const seen: string[] = [];
    let after = '';
    for (let pages = 0; pages < 9; pages += 1) {
      const query = `find=100&limit=1${after}`;
      const { body } = await get(auditor, `/api/patients?${query}`, 'HCOMPL');
      seen.push(...(body.patients as FoundPatient[]).map((one) => one.mrn));
      if (body.next === null) break;
      after = `&after=${String(body.next)}`;
    }
    const expected = data.stays.map((one) => one.mrn).filter((mrn) => mrn.startsWith('100'));
    expect(seen.toSorted()).toEqual(expected.toSorted());
  });
});
