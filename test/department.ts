import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { expect } from 'vitest';
import { auditLog } from '../engine/insight/audit-log.ts';
import { createMemoryStore } from '../engine/memory-store.ts';
import { type Role, systemUser, type User } from '../engine/model/user.ts';
import type { Store } from '../engine/store.ts';
import { workflows } from '../engine/workflows/index.ts';
import { type Assembled, type AssembleOptions, assemble } from '../server/assemble.ts';
import { recordOnly } from '../server/effects.ts';
import { createSqliteStore } from '../server/store/sqlite/store.ts';

export const start = Date.parse('2026-11-24T15:00:00Z');

export const user = (role: Role, facilities: string[] | '*' = '*'): User => ({
  id: role,
  name: role,
  grants: [{ role, facilities }],
});

export interface ShownTask {
  readonly id: string;
  readonly instanceId: string;
  readonly title: { readonly key: string; readonly text: string };
  readonly dueOn: string;
  readonly listState: string;
  readonly priority: number;
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, never>;
}

/** A server over a store of its own, with a clock that the test moves. */
export interface Department {
  readonly clock: { now: number };
  readonly store: Store;
  readonly server: Assembled;
  /** Another server over the same store, as after a kill: it remembers nothing. */
  restart(): Promise<void>;
  drain(): Promise<void>;
  /** What failed in the background; a test that expects it takes it out. */
  readonly errors: unknown[];
  call(who: User, path: string, body?: unknown): Promise<Answer>;
  send(who: User, instanceId: string, event: unknown): Promise<Answer>;
  tasks(queue: string, who?: User, listState?: string): Promise<ShownTask[]>;
  hl7(lines: readonly string[]): Promise<string>;
  /** Puts the resources; `taken`, or why not. */
  fhir(...resources: readonly Record<string, unknown>[]): Promise<string>;
  /** Ends it, after the whole log was replayed and agreed with what is stored. */
  close(): Promise<void>;
}

/** A store brought along has the clock that comes with it. */
export interface DepartmentOptions extends Partial<AssembleOptions> {
  readonly clock?: { now: number };
}

export async function openDepartment(
  kind: 'memory' | 'SQLite',
  { clock = { now: start }, ...more }: DepartmentOptions = {},
): Promise<Department> {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-'));
  const store =
    more.store ??
    (kind === 'memory'
      ? createMemoryStore(() => clock.now)
      : createSqliteStore(join(folder, 'test.db'), { clock: () => clock.now }));
  const errors: unknown[] = [];
  const newServer = () =>
    assemble({
      store,
      workflows,
      newId: () => uuidv7(),
      secret: new Uint8Array(32).fill(7),
      issuers: [],
      demoUsers: null,
      allowedOrigins: [],
      defaultFacility: 'main',
      handlerOf: () => recordOnly,
      onError: (error) => errors.push(error),
      ...more,
    });
  let server = newServer();
  const zone = 'America/New_York';
  await server.services.policies.save([
    { facility: '*', name: '', zone, goLiveOn: '2026-01-01', settleLagHours: 0 },
  ]);

  const call: Department['call'] = async (who, path, body) => {
    const { token } = await server.services.auth.issue(who, 600);
    const response = await server.app.request(path, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, never> };
  };

  return {
    clock,
    store,
    errors,
    get server() {
      return server;
    },
    restart: async () => {
      await server.worker.stop();
      server = newServer();
    },
    drain: () => server.worker.drain(),
    call,
    send: (who, id, event) => call(who, `/api/instances/${id}/events`, event),
    tasks: async (queue, who = user('analyst'), listState = 'open') => {
      const path = `/api/tasks?queue=${queue}&listState=${listState}&limit=100`;
      const { status, body } = await call(who, path);
      expect(status).toBe(200);
      return body.tasks as unknown as ShownTask[];
    },
    hl7: async (lines) => {
      const bytes = new TextEncoder().encode(lines.join('\r'));
      return (await server.services.intake.hl7v2(bytes, systemUser, { from: null })).answer;
    },
    fhir: async (...resources) => {
      const entry = resources.map((resource) => ({
        resource,
        request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
      }));
      const bundle = { resourceType: 'Bundle', type: 'transaction', entry };
      const { outcome, answer } = await server.services.intake.bundle(
        bundle,
        JSON.stringify(bundle),
        systemUser,
        { from: null },
      );
      return outcome === 'taken' ? outcome : answer;
    },
    close: async () => {
      await server.worker.drain();
      const audit = await auditLog(server.engine.registry, store);
      expect([audit.differing, audit.unattended, errors]).toEqual([[], [], []]);
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A discharge. */
export const adt = (
  control: string,
  pid = 'PID|1||555^^^GENERAL^MR||Quill^Nora||19700402|F',
): string[] => [
  `MSH|^~\\&|EHR|GENERAL|CK|CK|20261109113500||ADT^A03^ADT_A03|${control}|P|2.5.1`,
  'EVN|A03|20261109113500',
  pid,
  'PV1|1|I|4E^12^A^GENERAL||||77^Marsh^Peter||||||||||||V900^^^GENERAL^VN|||||||||||||||||01||||||||20261103090000|20261109113000',
];

/** A document of one patient, by default of a visit and of a type that is known. */
export function mdm(
  number: string,
  type: string,
  {
    control,
    visit = 'V900^^^GENERAL^VN',
    mrn = '555',
  }: { control: string; visit?: string; mrn?: string },
): string[] {
  const pv1 = ['PV1', '1', 'I', '4E^12^A^GENERAL', ...Array(15).fill(''), visit].join('|');
  const txa = [
    'TXA',
    '1',
    type,
    'TX',
    '20261105075500',
    '77^Marsh^Peter',
    '',
    '',
    '',
    '77^Marsh^Peter',
  ];
  return [
    `MSH|^~\\&|EHR|GENERAL|CK|CK|20261110080000||MDM^T02^MDM_T02|${control}|P|2.5.1`,
    'EVN|T02|20261110080000',
    `PID|1||${mrn}^^^GENERAL^MR||Quill^Nora||19700402|F`,
    ...(visit === '' ? [] : [pv1]),
    [...txa, '', '', number, '', '', '', '', 'PA'].join('|'),
    'OBX|1|TX|X^Document||Stable. Home.||||||F',
  ];
}
