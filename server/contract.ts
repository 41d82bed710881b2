import { z } from '@hono/zod-openapi';
import { DocumentAct } from '../engine/model/chart-facts.ts';
import type { Text } from '../engine/model/text.ts';
import { Grant } from '../engine/model/user.ts';

const Facilities = z.union([z.literal('*'), z.array(z.string()).readonly()]);

/** The shapes of the public API, in one place: the OpenAPI description and the widgets' types come from here. */

export const TextShape: z.ZodType<Text> = z
  .object({
    key: z.string(),
    text: z.string(),
    parts: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    /** Parts that are sentences themselves; the members of `list.or` and `list.and` by number. */
    get nested() {
      return z.record(z.string(), TextShape).optional();
    },
  })
  .openapi('Text', { description: 'A sentence with the key to translate it by.' });

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    instance: z.string().optional(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    allowed: z.array(z.string()).optional(),
    expected: z.number().optional(),
    actual: z.number().optional(),
    holder: z.string().optional(),
  })
  .openapi('Problem', { description: 'RFC 9457 problem details.' });

export const SessionAnswer = z
  .object({
    token: z.string(),
    expiresAt: z.iso.datetime(),
    user: z.object({
      id: z.string(),
      name: z.string(),
      grants: z.array(Grant),
      practitionerId: z.string().optional(),
      /** Whom they cover now, and where. */
      covers: z
        .array(
          z.object({
            practitionerId: z.string(),
            facilities: Facilities,
            maySign: z.boolean(),
          }),
        )
        .readonly()
        .optional(),
    }),
  })
  .openapi('Session');

export const QueueShape = z
  .object({
    queue: z.string(),
    title: z.string(),
    /** True when the list holds only what the user personally must do. */
    own: z.boolean(),
    counts: z.object({
      open: z.number().int(),
      onHold: z.number().int(),
      waiting: z.number().int(),
      overdue: z.number().int(),
      dueToday: z.number().int(),
      /** Due on one of the next days at the facility; what is due today is among them. */
      dueSoon: z.number().int(),
    }),
  })
  .openapi('Queue');

export const ClaimShape = z
  .object({
    holderId: z.string(),
    holderName: z.string(),
    claimedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    mine: z.boolean(),
  })
  .openapi('Claim');

export const RuleShape = z
  .object({
    ruleSet: z.string(),
    version: z.number().int(),
    table: z.string(),
    row: z.string(),
    citation: z.string().nullable(),
  })
  .openapi('Rule');

export const PatientShape = z
  .object({
    id: z.string(),
    name: z.string(),
    mrn: z.string().nullable(),
    birthDate: z.string().nullable(),
  })
  .openapi('PatientSummary');

export const EncounterShape = z
  .object({
    id: z.string(),
    number: z.string().nullable(),
    class: z.string(),
    admittedAt: z.iso.datetime().nullable(),
    dischargedAt: z.iso.datetime().nullable(),
    /** The hospital service, as its sender names it. */
    service: z.string().nullable(),
  })
  .openapi('EncounterSummary');

export const TaskShape = z
  .object({
    id: z.string(),
    instanceId: z.string(),
    key: z.string(),
    workflow: z.string(),
    facility: z.string(),
    queue: z.string(),
    listState: z.string(),
    title: TextShape,
    priority: z.number().int(),
    /** The regulatory due instant and local date; it never pauses. */
    dueAt: z.iso.datetime().nullable(),
    dueOn: z.iso.date().nullable(),
    /** The accountability due instant, approved absence subtracted. */
    accountableDueAt: z.iso.datetime().nullable(),
    /** Derived when read. */
    ageing: z.enum(['none', 'current', 'due-soon', 'overdue']),
    daysLate: z.number().int(),
    openedAt: z.iso.datetime(),
    patient: PatientShape.nullable(),
    encounter: EncounterShape.nullable(),
    practitioner: z.object({ id: z.string(), name: z.string() }).nullable(),
    /** Local days at the facility, of a stay that is over: from admission to discharge, and since the discharge. */
    stayDays: z.number().int().nullable(),
    daysOut: z.number().int().nullable(),
    /** Of a chart as a whole, in lists of charts: its deficiencies, and with whom the oldest open one rests. */
    deficiencies: z
      .object({
        open: z.number().int(),
        total: z.number().int(),
        oldestOwner: z.object({ id: z.string(), name: z.string() }).nullable(),
      })
      .nullable(),
    rule: RuleShape.nullable(),
    claim: ClaimShape.nullable(),
  })
  .openapi('Task');

export const TaskPageShape = z
  .object({ tasks: z.array(TaskShape), next: z.string().nullable() })
  .openapi('TaskPage');

export const AllowedAction = z
  .object({
    type: z.string(),
    title: z.string(),
    /** JSON Schema of what the event carries beside its type. */
    schema: z.record(z.string(), z.unknown()),
    /** Keys of the tasks that end with it, as far as that can be said beforehand. */
    endsTasks: z.array(z.string()),
  })
  .openapi('AllowedAction');

export const ClockShape = z
  .object({
    key: z.string(),
    dueAt: z.iso.datetime(),
    /** The local date at the facility on which it happens. */
    on: z.iso.date(),
    citation: z.string().nullable(),
    event: z.string(),
  })
  .openapi('Clock');

export const InstanceShape = z
  .object({
    id: z.string(),
    workflow: z.string(),
    workflowVersion: z.number().int(),
    version: z.number().int(),
    familyId: z.string().nullable(),
    isOpen: z.boolean(),
    facility: z.string(),
    state: z.unknown(),
    context: z.record(z.string(), z.unknown()),
    patient: PatientShape.nullable(),
    encounter: EncounterShape.nullable(),
    allowed: z.array(AllowedAction),
    clocks: z.array(ClockShape),
    tasks: z.array(TaskShape),
    members: z.array(
      z.object({
        id: z.string(),
        workflow: z.string(),
        isOpen: z.boolean(),
        title: TextShape.nullable(),
      }),
    ),
  })
  .openapi('Instance');

export const HistoryEntryShape = z
  .object({
    seq: z.number().int(),
    instanceId: z.string(),
    eventId: z.string(),
    type: z.string(),
    payload: z.unknown(),
    at: z.iso.datetime(),
    userId: z.string(),
    userName: z.string(),
    role: z.string(),
    cause: z.string().nullable(),
    workflowVersion: z.number().int(),
  })
  .openapi('HistoryEntry');

export const DocumentShape = z
  .object({
    id: z.string(),
    version: z.number().int(),
    type: z.string(),
    title: z.string(),
    docStatus: z.string(),
    completionStatus: z.string().nullable(),
    /** What it is beside an entry in its time; a retraction is the status `entered-in-error`. */
    act: DocumentAct.nullable(),
    author: z.object({ id: z.string(), name: z.string() }).nullable(),
    /** When what it tells of was done, where its source says so. */
    eventAt: z.iso.datetime().nullable(),
    /** When it was written and filed; null of a late entry that claims no time after the event. */
    filedAt: z.iso.datetime().nullable(),
    signedAt: z.iso.datetime().nullable(),
    /** SHA-256 of the content, hex: what a signature is bound to. */
    contentHash: z.string().nullable(),
    contentType: z.string().nullable(),
  })
  .openapi('Document');

export const ChartShape = z
  .object({
    encounter: EncounterShape,
    patient: PatientShape.nullable(),
    facility: z.string(),
    attending: z.object({ id: z.string(), name: z.string() }).nullable(),
    documents: z.array(DocumentShape),
    instances: z.array(z.object({ id: z.string(), workflow: z.string(), isOpen: z.boolean() })),
  })
  .openapi('Chart');
