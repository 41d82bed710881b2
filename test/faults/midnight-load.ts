import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChartDocument, ChartFacts } from '../../engine/model/chart-facts.ts';
import { systemUser, type User } from '../../engine/model/user.ts';
import type { ResourceWrite } from '../../engine/store.ts';
import {
  defaultRuleSets,
  evaluateChart,
} from '../../engine/workflows/chart-completion/evaluate-chart.ts';
import type { DemoStay } from '../../server/demo/demo-data.ts';
import { documentText } from '../../server/demo/document-text.ts';
import { practitionersBundle, stayBundle } from '../../server/demo/stay-bundle.ts';
import { termsOf } from '../../server/interop/fhir/search-terms.ts';
import { createLog } from '../../server/log.ts';
import { type Wired, wire } from '../../server/wire.ts';
import { type Answered, type Asked, askUntilAnswered, atOnce, type Entrance } from './crowd.ts';
import { userOf } from './hospital-load.ts';

export const facility = 'north';
/** Records that each practitioner owes: two documents of each stay wait for a signature. */
export const recordsEach = 20;
const staysEach = recordsEach / 2;
const familiesAtOnce = 64;
const losHours = 60;
const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

export interface Department {
  readonly db: string;
  readonly zone: string;
  readonly practitioners: number;
  /** So many of them will sign. */
  readonly physicians: number;
  /** The discharge of every stay, and the moment at which the department is loaded. */
  readonly dischargedAt: number;
  readonly loadedAt: number;
}

function practitionerId(n: number): string {
  return `dr-${n}`;
}

/** Whether a deficiency is of one of the practitioner's stays. */
export function isOwnedBy(owner: string, deficiencyId: string): boolean {
  return deficiencyId.startsWith(`deficiency.stay-${owner}-`);
}

function stayOf(n: number, index: number): DemoStay {
  const by = practitionerId(n);
  const id = `stay-${by}-${index}`;
  return {
    id,
    mrn: `mrn-${by}-${index}`,
    family: 'Load',
    given: 'Test',
    birthDate: '1970-01-01',
    sex: 'female',
    facility,
    class: 'IMP',
    losHours,
    dischargedDaysAgo: 1,
    attending: by,
    complaint: 'cough',
    diagnosis: 'bronchitis',
    documents: [
      { type: 'history-and-physical', status: 'LA', by },
      { type: 'progress-note', status: 'PA', by },
      { type: 'discharge-summary', status: 'PA', by },
    ],
  };
}

/**
 * Loads the department before its server is there: the stays of those who will sign by the intake, as FHIR bundles,
 * for they need their words; the others as the facts that such bundles make, many to a commit.
 */
export async function loadDepartment(options: Department): Promise<void> {
  const { db, practitioners, physicians, dischargedAt } = options;
  const server = await wire({
    db,
    clockStart: options.loadedAt,
    allowedOrigins: [],
    issuers: [],
    defaultFacility: facility,
    demoUsers: null,
    log: createLog('silent'),
  });
  await server.services.policies.save([policyIn(options.zone)]);
  const people = Array.from({ length: practitioners }, (_, n) => n);
  await take(server, practitionersOf(people));
  await atOnce(staysOf(people.slice(0, physicians)), familiesAtOnce, (stay) =>
    take(server, stayBundle(stay, dischargedAt + dayMs)),
  );
  const others = [...staysOf(people.slice(physicians))];
  const parts = Array.from({ length: Math.ceil(others.length / familiesAtOnce) }, (_, n) =>
    others.slice(n * familiesAtOnce, (n + 1) * familiesAtOnce),
  );
  await atOnce(parts.entries(), 2, ([n, part]) => receive(server, `load-${n}`, part, options));
  await server.close();
}

function* staysOf(people: readonly number[]): Generator<DemoStay> {
  for (let index = 0; index < staysEach; index += 1) for (const n of people) yield stayOf(n, index);
}

function practitionersOf(people: readonly number[]): unknown {
  return practitionersBundle({
    facilities: [],
    users: [],
    stays: [],
    practitioners: people.map((n) => ({ id: practitionerId(n), family: `Family${n}`, given: 'P' })),
  });
}

async function take(server: Wired, bundle: unknown): Promise<void> {
  const text = JSON.stringify(bundle);
  const { refusal } = await server.services.intake.bundle(bundle, text, systemUser, { from: null });
  if (refusal !== null) throw refusal;
}

async function receive(
  { engine }: Wired,
  eventId: string,
  stays: readonly DemoStay[],
  { zone, dischargedAt, loadedAt }: Department,
): Promise<void> {
  const site = {
    policy: policyIn(zone),
    ruleSets: defaultRuleSets,
    absencesOf: () => [],
    supervisorOf: () => undefined,
    maySignFor: () => false,
  };
  await engine.receive({
    rows: { resources: stays.map((stay) => encounterOf(stay, { dischargedAt, loadedAt, zone })) },
    families: stays.map((stay) => evaluateChart(factsOf(stay, dischargedAt), site)),
    eventId,
    cause: `load:${eventId}`,
    at: loadedAt,
  });
}

function policyIn(zone: string) {
  return { facility: '*', name: '', zone, goLiveOn: '2026-01-01', settleLagHours: 0 };
}

function factsOf(stay: DemoStay, dischargedAt: number): ChartFacts {
  const { id, attending, documents } = stay;
  return {
    encounterId: id,
    patientId: `patient-${id}`,
    facility,
    version: 1,
    class: 'IMP',
    service: null,
    status: 'discharged',
    admittedAt: dischargedAt - losHours * hourMs,
    dischargedAt,
    disposition: '01',
    attendingId: attending,
    admittingId: null,
    procedures: [],
    documents: documents.map(({ type, status, by }, at) => ({
      id: documentIdOf(stay, at),
      version: 1,
      type: type as ChartDocument['type'],
      title: type,
      docStatus: status === 'LA' ? 'final' : 'preliminary',
      completionStatus: status,
      contentKey: status === 'LA' ? null : 'words',
      authorId: by,
      signerId: status === 'LA' ? by : null,
      filedAt: dischargedAt - 50 * hourMs,
      signedAt: null,
    })),
  };
}

function encounterOf(
  { id }: DemoStay,
  { dischargedAt, loadedAt, zone }: Pick<Department, 'dischargedAt' | 'loadedAt' | 'zone'>,
): ResourceWrite {
  const start = new Date(dischargedAt - losHours * hourMs).toISOString();
  const body = {
    resourceType: 'Encounter',
    id,
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
    period: { start, end: new Date(dischargedAt).toISOString() },
  };
  return {
    type: 'Encounter',
    id,
    version: 1,
    updatedAt: loadedAt,
    facility,
    patientId: `patient-${id}`,
    encounterId: id,
    isDeleted: false,
    messageId: null,
    sources: {},
    body,
    terms: termsOf(body, zone),
  };
}

export interface People {
  /** Milliseconds that each request took which was answered. */
  readonly took: number[];
  /** Answers nobody at work should get. */
  readonly failures: string[];
  /** Deficiencies that were signed. */
  readonly signed: string[];
  stop(): Promise<void>;
}

/** People at work: some read queues, claim and give back; some sign what is theirs, each about half of it. */
export async function startPeople(
  door: Entrance,
  issue: (user: User) => Promise<string>,
  { analysts, physicians }: { readonly analysts: number; readonly physicians: number },
): Promise<People> {
  const people: People = { took: [], failures: [], signed: [], stop: async () => {} };
  let isStopped = false;
  const ask = async (asked: Asked): Promise<Answered> => {
    const answer = await askUntilAnswered(door, asked);
    people.took.push(answer.took);
    if (answer.status !== 200)
      people.failures.push(`${asked.path}: ${answer.status} ${answer.text.slice(0, 300)}`);
    return answer;
  };

  const analyst = async (n: number): Promise<void> => {
    const token = await issue(userOf(`analyst-${n}`, ['analyst']));
    while (!isStopped) {
      await ask({ token, path: '/api/queues' });
      await ask({ token, path: '/api/tasks?queue=deficiencies' });
      // Everyone has records of their own to look after, so that no claim meets another.
      for (let index = 0; index < staysEach && !isStopped; index += 1) {
        const taskId = `${noteIdOf(physicians + n, index)}/cure`;
        const path = `/api/tasks/${encodeURIComponent(taskId)}`;
        await ask({ token, path: `${path}/claim`, body: {} });
        await delay(40);
        await ask({ token, path: `${path}/unclaim`, body: {} });
        await delay(40);
      }
    }
  };
  const physician = async (n: number): Promise<void> => {
    const token = await issue(userOf(`physician-${n}`, ['physician'], practitionerId(n)));
    const list = '/api/tasks?queue=deficiencies';
    for (let index = 0; index < staysEach && !isStopped; index += 1) {
      await ask({ token, path: list });
      const { id, event } = signatureOf(n, index);
      const path = `/api/instances/${encodeURIComponent(id)}`;
      await ask({ token, path });
      await ask({ token, path: `/api/documents/${event.documentId}/content` });
      await ask({ token, path: `/api/tasks/${encodeURIComponent(`${id}/cure`)}/claim`, body: {} });
      const signed = await ask({ token, path: `${path}/events`, body: event, key: `sign-${id}` });
      if (signed.status === 200) people.signed.push(id);
      await delay(150);
    }
    while (!isStopped) {
      await ask({ token, path: list });
      await delay(100);
    }
  };

  const all = Promise.all([
    ...Array.from({ length: analysts }, (_, n) => analyst(n)),
    ...Array.from({ length: physicians }, (_, n) => physician(n)),
  ]);
  return {
    ...people,
    stop: async () => {
      isStopped = true;
      await all;
    },
  };
}

/** The progress note, which nobody signs here. */
function noteIdOf(n: number, index: number): string {
  const stay = stayOf(n, index);
  return `deficiency.${stay.id}.unsigned.${documentIdOf(stay, 1)}`;
}

function signatureOf(n: number, index: number) {
  const stay = stayOf(n, index);
  const documentId = documentIdOf(stay, 2);
  const contentHash = createHash('sha256')
    .update(documentText(stay, 'discharge-summary'))
    .digest('hex');
  return {
    id: `deficiency.${stay.id}.unsigned.${documentId}`,
    event: { type: 'deficiency.sign', documentId, contentHash },
  };
}

function documentIdOf({ id, documents }: DemoStay, at: number): string {
  return `${documents[at]?.type}-${id}-${at + 1}`;
}
