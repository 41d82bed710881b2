import { systemUser } from '../../engine/model/user.ts';
import type { Services } from '../context.ts';
import { identifierTerm } from '../interop/identifier-term.ts';
import { type JobHandle, type JobProgress, JobStopped } from '../jobs.ts';
import { demoSetting, hospitalJob } from './demo-setting.ts';
import { type EventQueue, eventQueue } from './event-queue.ts';
import type { CreateHospital, GeneratedHospital, HospitalEvent } from './hospital-feed.ts';
import { createOfficeDays } from './office-days.ts';
import { atOnce, openPast, type Past } from './past.ts';
import { createPeopleAtWork, visitSystem } from './people-at-work.ts';
import { feed, prepare } from './prepare-hospital.ts';

const dayMs = 24 * 60 * 60_000;
/** Before the first patient comes: stays of the months before that still lack something. */
const firstDay = 240 * dayMs;
/** So many events are one piece of the job: what a kill loses is done again and is known. */
const piece = 40;

export interface HospitalLoad {
  readonly create: CreateHospital;
  readonly seed: string;
  readonly discharges: number;
  readonly scan: (pdf: Uint8Array) => Promise<Uint8Array>;
  readonly onProgress?: (done: number, total: number) => void;
  /** Told of a message that was taken or refused otherwise than it was made to be. */
  readonly onSurprise?: (id: string, reason: string | null) => void;
  readonly isStopped?: () => boolean;
}

/**
 * Loads the generated hospital behind the hand-made stays, the newest days first, each event at its own past instant.
 * Killed and started again it goes on with the same hospital where it was.
 * @throws Refusal `not-permitted` on a database that is no demo
 */
export async function loadHospital(services: Services, load: HospitalLoad): Promise<void> {
  const { store, jobs } = services;
  const known = await store.job(hospitalJob);
  if (known?.state === 'done') return;
  const params = {
    seed: load.seed,
    discharges: load.discharges,
    anchor: Date.parse((await store.setting(demoSetting)) ?? '') || store.now(),
    ...(known?.params as { seed: string; discharges: number; anchor: number } | undefined),
  };
  const hospital = load.create({ ...params, scan: load.scan });
  const start = {
    id: hospitalJob,
    kind: hospitalJob,
    userId: systemUser.id,
    total: hospital.total,
    params,
  };
  await jobs.run(start, (job) => run(services, { job, hospital, load, anchor: params.anchor }));
}

interface Run {
  readonly job: JobHandle;
  readonly hospital: GeneratedHospital;
  readonly load: HospitalLoad;
  readonly anchor: number;
}

async function run(services: Services, { job, hospital, load, anchor }: Run): Promise<void> {
  const { facility } = hospital.facility;
  const open = (from: number, wordsAfterMs: number): Promise<Past> =>
    openPast(services, { from, facility, wordsAfterMs, onError: services.onError });
  const position = (): { cohort: number; next: number } => ({
    cohort: Number(job.row.params.cohort ?? -1),
    next: Number(job.row.params.next ?? 0),
  });
  if (position().cohort < 0) {
    const past = await open(anchor - firstDay, 0);
    try {
      await prepare(services, past, hospital);
      await replay(services, past, { job, hospital, load }, eventQueue(hospital.before), 0);
    } finally {
      past.close();
    }
    await job.advance({ ...nothing, params: { ...job.row.params, cohort: 0, next: 0 } });
  }
  for (
    let { cohort, next } = position();
    cohort < hospital.cohorts;
    { cohort, next } = position()
  ) {
    const events = eventQueue(hospital.cohort(cohort));
    const begun = skipped(events, next);
    const first = begun.lastAt ?? events.first()?.at ?? anchor;
    const past = await open(first, cohort === 0 ? 30_000 : 240_000);
    try {
      for (const visit of begun.visits) await takeUp(past, visit);
      await replay(services, past, { job, hospital, load }, events, next);
      await past.goTo(services.store.now());
    } finally {
      past.close();
    }
    await job.advance({ ...nothing, params: { ...job.row.params, cohort: cohort + 1, next: 0 } });
  }
}

const nothing: JobProgress = { done: 0, taken: 0, refused: 0 };

async function replay(
  services: Services,
  past: Past,
  { job, hospital, load }: Omit<Run, 'anchor'>,
  events: EventQueue,
  from: number,
): Promise<void> {
  const { people, facility } = hospital;
  const act = createPeopleAtWork(past, people);
  const office = createOfficeDays(past, services, {
    people,
    facility: facility.facility,
    zone: facility.zone,
  });
  let progress = { ...nothing };
  let [next, counted] = [from, from];
  for (let first = events.first(); first !== undefined; first = events.first()) {
    if (load.isStopped?.() === true) {
      // The server is closing: the job goes on at the next start.
      await services.jobs.stop(hospitalJob);
      throw new JobStopped('The server is closing.');
    }
    await past.goTo(first.at);
    const batch = isMessage(first) ? sharing(events, past.nextDueAt()) : [first];
    if (!isMessage(first)) events.take();
    const refusals = isMessage(first)
      ? await past.together(
          batch.map((event) => ({ at: event.at, run: () => receive(past, event as Message) })),
        )
      : [await (first.kind === 'act' ? act(first) : office(first as OfficeEvent))];
    next += batch.length;
    for (const [n, event] of batch.entries()) {
      const refusal = refusals[n] ?? null;
      if (isMessage(event) && (refusal !== null) !== (event.refused === true))
        load.onSurprise?.(event.id, refusal);
      progress = {
        done: progress.done + (event.ends ? 1 : 0),
        taken: progress.taken + (isMessage(event) && refusal === null ? 1 : 0),
        refused: progress.refused + (refusal === null ? 0 : 1),
      };
    }
    if (next - counted < piece && events.first() !== undefined) continue;
    counted = next;
    await job.advance({ ...progress, params: { ...job.row.params, next } });
    progress = { ...nothing };
    load.onProgress?.(job.row.done, hospital.total);
    // Whoever waits for an answer goes first.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

type Message = Extract<HospitalEvent, { kind: 'hl7' | 'fhir' | 'document' }>;
type OfficeEvent = Extract<HospitalEvent, { kind: 'office' }>;

function isMessage(event: HospitalEvent): event is Message {
  return event.kind !== 'act' && event.kind !== 'office';
}

/** The messages that follow each other, of as many visits, before anything falls due; taken out. */
function sharing(events: EventQueue, dueAt: number): Message[] {
  const visits = new Set<string>();
  const batch: Message[] = [];
  for (let event = events.first(); event !== undefined && batch.length < atOnce; ) {
    const visit = visitOf(event);
    if (!isMessage(event) || visits.has(visit) || (batch.length > 0 && event.at >= dueAt)) break;
    visits.add(visit);
    batch.push(event);
    events.take();
    event = events.first();
  }
  return batch;
}

function visitOf({ id }: HospitalEvent): string {
  return id.split('/')[0] ?? '';
}

/** Why a message was refused; null for what was taken. */
async function receive({ intake }: Past, event: Message): Promise<string | null> {
  switch (event.kind) {
    case 'hl7': {
      const bytes = new TextEncoder().encode(await event.text());
      const { refusal } = await intake.hl7v2(bytes, feed, { from: null });
      return refusal?.message ?? null;
    }
    case 'fhir': {
      const body = await event.body();
      const options = { from: null, idempotencyKey: event.id };
      const { refusal } = await intake.bundle(JSON.parse(body), body, feed, options);
      return refusal?.message ?? null;
    }
    case 'document': {
      const bytes = new TextEncoder().encode(event.body());
      const { contentType } = event;
      const { refusal } = await intake.document(bytes, feed, { from: null, contentType });
      return refusal?.message ?? null;
    }
  }
}

/**
 * Passes over what was done before. The visits of which something came are those whose charts may stand open; what was
 * done after the last piece was counted is done again, and known, so its visits are among them.
 */
function skipped(
  events: EventQueue,
  count: number,
): { readonly visits: ReadonlySet<string>; readonly lastAt: number | null } {
  const visits = new Set<string>();
  let lastAt: number | null = null;
  for (let n = 0; n < count; n += 1) {
    const event = events.take();
    if (event === undefined) break;
    if (isMessage(event)) visits.add(visitOf(event));
    lastAt = event.at;
  }
  for (const event of events.ahead(piece + atOnce))
    if (isMessage(event)) visits.add(visitOf(event));
  return { visits, lastAt };
}

async function takeUp(past: Past, visit: string): Promise<void> {
  const term = identifierTerm(`${visitSystem}|${visit}`);
  const [encounter] = await past.store.resources({ type: 'Encounter', term });
  if (encounter !== undefined) await past.resume(`chart.${encounter.id}`);
}
