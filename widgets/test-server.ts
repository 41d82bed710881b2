import type { Chart, Instance, Queue, Task } from './shared/connection.ts';

/**
 * Stands in for the server until the real app runs in the browser (decision 9); then this file goes.
 * Answers the calls of `shared/connection.ts` from an array, and lets a test change it or break it.
 */
export interface TestServer {
  readonly fetch: typeof fetch;
  readonly tasks: Task[];
  /** Every request so far: `GET /api/tasks?…`. */
  readonly requests: string[];
  /** Answers the next request whose line starts with this with a problem instead. */
  refuseNext(start: string, problem: { status: number; code: string; detail: string }): void;
  /** Takes the network away, or gives it back. */
  setOffline(isOffline: boolean): void;
  /** Tells every listener that a queue changed. */
  notify(instances?: readonly string[]): void;
  version(instanceId: string): number;
  bump(instanceId: string): void;
}

const names = [
  'Abara, Chidi',
  'Okafor, Ada',
  'Park, Min-jun',
  'Silva, Beatriz',
  'Tanaka, Yui',
  'Van Dyk, Lotte',
  'Walsh, Niamh',
  'Lindqvist, Sven',
  'Haddad, Rana',
  'Novák, Jan',
  'Mbeki, Thandi',
  'Garcia, Luz',
];
const titles = [
  'Operative note',
  'Discharge summary',
  'History and physical',
  'Consult',
  'Progress note',
  'Radiology report',
];
const doctors = ['Dr Lind', 'Dr Reyes', 'Dr Osei', 'Dr Cole', 'Dr Ito'];
const dayMs = 86_400_000;

export function makeTask(i: number, now = Date.now()): Task {
  const dueIn = [0, -2, 3, 4, 5, 5, 6, 0, -1, 9, 1, 12][i % 12] ?? 0;
  const due = new Date(now + dueIn * dayMs + 3_600_000);
  const local = new Date(due.getTime() - due.getTimezoneOffset() * 60_000)
    .toISOString()
    .slice(0, 10);
  const n = String(i + 1).padStart(4, '0');
  return {
    id: `deficiency-${n}/complete`,
    instanceId: `deficiency-${n}`,
    key: 'complete',
    workflow: 'deficiency',
    facility: 'north',
    queue: 'deficiencies',
    listState: 'open',
    title: { key: 'deficiency.missing-document', text: titles[i % titles.length] ?? '' },
    priority: 0,
    dueAt: due.toISOString(),
    dueOn: local,
    accountableDueAt: due.toISOString(),
    ageing: dueIn < 0 ? 'overdue' : dueIn < 2 ? 'due-soon' : 'current',
    daysLate: Math.max(0, -dueIn),
    openedAt: new Date(now - 9 * dayMs).toISOString(),
    patient: {
      id: `p${n}`,
      name: names[i % names.length] ?? '',
      mrn: `1002${n}`,
      birthDate: '1961-03-14',
    },
    encounter: {
      id: `e${n}`,
      number: `V${n}`,
      class: 'IMP',
      admittedAt: '2026-11-03T08:00:00Z',
      dischargedAt: '2026-11-09T15:00:00Z',
    },
    practitioner: { id: `d${i % 5}`, name: doctors[i % doctors.length] ?? '' },
    rule: {
      ruleSet: 'required-documents',
      version: 3,
      table: 'required-documents',
      row: 'RD-12',
      citation: '42 CFR 482.24(c)(4)(vii)',
    },
    claim: null,
  };
}

const text = `The patient was admitted with acute on chronic systolic heart failure and type 2 diabetes with diabetic nephropathy. Creatinine rose from 1.1 to 2.4 mg/dL on day two, meeting criteria for acute kidney injury.

Contact: daughter, by telephone. She was diuresed with intravenous furosemide with a fall in weight from 88 to 82 kg.

Discharge medication: furosemide 40 mg twice daily, metformin held, lisinopril 10 mg daily. Follow-up with cardiology in one week.`;

export function startTestServer(count = 12): TestServer {
  const tasks = Array.from({ length: count }, (_, i) => makeTask(i));
  const versions = new Map<string, number>();
  const closed = new Map<string, Task>();
  const refusals: { start: string; status: number; body: object }[] = [];
  const listeners = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const requests: string[] = [];
  let isOffline = false;
  let seq = 0;

  const version = (id: string): number => versions.get(id) ?? 4;
  const claimed = (task: Task, mine: boolean): Task => ({
    ...task,
    claim: {
      holderId: mine ? 'me' : 'lind',
      holderName: mine ? 'Rosa Analyst' : 'Maria Lind',
      claimedAt: new Date().toISOString(),
      expiresAt: new Date(Date.now() + 900_000).toISOString(),
      mine,
    },
  });
  const replace = (task: Task): { task: Task } => {
    tasks[tasks.findIndex((one) => one.id === task.id)] = task;
    return { task };
  };

  function queues(): { queues: Queue[] } {
    const open = tasks.filter((task) => task.listState === 'open').length;
    const onHold = tasks.filter((task) => task.listState === 'on-hold').length;
    const counts = { open, onHold, waiting: 0, overdue: 2, dueToday: 1 };
    const none = { open: 0, onHold: 0, waiting: 0, overdue: 0, dueToday: 0 };
    return {
      queues: [
        { queue: 'deficiencies', title: 'Deficiencies', own: false, counts },
        { queue: 'coding', title: 'Coding', own: false, counts: none },
      ],
    };
  }

  function page(search: URLSearchParams): object {
    if (search.get('queue') !== 'deficiencies') return { tasks: [], next: null };
    const isMine = search.get('mine') === 'true';
    const all = tasks.filter(
      (task) => task.listState === search.get('listState') && (!isMine || task.claim?.mine),
    );
    const after = search.get('after');
    const from = after
      ? all.findIndex((task) => task.id > after)
      : Number(search.get('offset') ?? 0);
    const end = from + Number(search.get('limit') ?? 50);
    const found = from < 0 ? [] : all.slice(from, end);
    return {
      tasks: found,
      next: end < all.length && from >= 0 ? (found.at(-1)?.id ?? null) : null,
    };
  }

  function instance(id: string): Instance | undefined {
    const open = tasks.find((one) => one.instanceId === id);
    const task = open ?? closed.get(id);
    if (task === undefined) return undefined;
    const reason = {
      type: 'object',
      properties: { reason: { type: 'string', minLength: 3 } },
      required: ['reason'],
    };
    const complete = {
      type: 'object',
      properties: {
        documentId: { type: 'string' },
        on: { type: 'string', format: 'date' },
        note: { type: 'string' },
      },
      required: ['documentId'],
    };
    return {
      id,
      workflow: 'deficiency',
      workflowVersion: 1,
      version: version(id),
      familyId: `chart-${id}`,
      isOpen: open !== undefined,
      facility: 'north',
      state: 'assigned',
      context: { documentId: `${id}-doc1` },
      patient: task.patient,
      encounter: task.encounter,
      allowed: open
        ? [
            { type: 'deficiency.complete', title: 'Complete', schema: complete },
            { type: 'deficiency.hold', title: 'Hold', schema: reason },
            {
              type: 'deficiency.return',
              title: 'Return',
              schema: { type: 'object', properties: {} },
            },
            {
              type: 'deficiency.reassign',
              title: 'Reassign',
              schema: {
                type: 'object',
                properties: {
                  practitionerId: { type: 'string' },
                  reason: { type: 'string', enum: ['on-leave', 'wrong-person'] },
                },
                required: ['practitionerId', 'reason'],
              },
            },
            { type: 'deficiency.void', title: 'Void', schema: reason },
          ]
        : [],
      clocks: task.dueAt
        ? [
            {
              key: 'completionLimit',
              dueAt: task.dueAt,
              citation: '42 CFR 482.24(c)(4)(vii)',
              event: 'completionLimit.pass',
            },
          ]
        : [],
      tasks: open ? [open] : [],
      members: [
        { id, workflow: 'deficiency', isOpen: true, title: task.title },
        {
          id: 'deficiency-0003',
          workflow: 'deficiency',
          isOpen: true,
          title: { key: '', text: 'History and physical' },
        },
        {
          id: 'deficiency-0004',
          workflow: 'deficiency',
          isOpen: false,
          title: { key: '', text: 'Consult' },
        },
      ],
    };
  }

  function chart(encounterId: string): Chart | undefined {
    const task = [...tasks, ...closed.values()].find((one) => one.encounter?.id === encounterId);
    if (!task?.encounter) return undefined;
    return {
      encounter: task.encounter,
      patient: task.patient,
      facility: 'north',
      attending: task.practitioner,
      instances: [],
      documents: titles.slice(1).map((title, i) => ({
        id: `${task.instanceId}-doc${i + 1}`,
        version: 1,
        type: '18842-5',
        title,
        docStatus: i === 0 ? 'preliminary' : 'final',
        completionStatus: null,
        author: { id: `d${i}`, name: doctors[i] ?? '' },
        filedAt: '2026-11-09T16:20:00Z',
        signedAt: i === 0 ? null : '2026-11-10T09:00:00Z',
        contentHash: null,
        contentType: i === 3 ? 'application/pdf' : 'text/plain',
      })),
    };
  }

  function send(id: string, request: Request, event: { type: string }): Response {
    const expected = request.headers.get('If-Match');
    const actual = version(id);
    if (expected !== `"${actual}"`)
      return problem(409, 'version-conflict', `${id} is at version ${actual}.`);
    const at = tasks.findIndex((one) => one.instanceId === id);
    const task = tasks[at];
    if (task === undefined) return problem(409, 'not-allowed-now', 'This is closed.');
    versions.set(id, actual + 1);
    if (event.type === 'deficiency.hold') tasks[at] = { ...task, listState: 'on-hold' };
    else {
      closed.set(id, task);
      tasks.splice(at, 1);
    }
    notify([id]);
    return Response.json(instance(id));
  }

  function next(): object {
    const task = tasks.find((one) => one.claim === null && one.listState === 'open');
    return task ? replace(claimed(task, true)) : { task: null };
  }

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const [, , noun = '', id = '', act = ''] = url.pathname.split('/').map(decodeURIComponent);
    const task = tasks.find((one) => one.id === id);
    switch (`${request.method} ${noun}${act ? `/${act}` : ''}`) {
      case 'GET queues':
        return Response.json(queues());
      case 'GET tasks':
        return Response.json(page(url.searchParams));
      case 'POST tasks/claim':
        if (!task) return problem(404, 'not-found', 'There is no such task.');
        if (task.claim && !task.claim.mine)
          return problem(409, 'claimed-by-another', `${task.claim.holderName} holds this task.`);
        return Response.json(replace(claimed(task, true)));
      case 'POST tasks/unclaim':
        return task
          ? Response.json(replace({ ...task, claim: null }))
          : problem(404, 'not-found', 'There is no such task.');
      case 'POST queues/next':
        return Response.json(next());
      case 'GET instances':
        return orMissing(instance(id));
      case 'POST instances/events':
        return send(id, request, (await request.json()) as { type: string });
      case 'GET instances/history':
        return Response.json({ entries: historyOf(id) });
      case 'GET instances/why':
        return Response.json({ reasons: reasonsOf(task ?? makeTask(1)) });
      case 'GET charts':
        return orMissing(chart(id));
      case 'GET documents/content':
        return new Response(text, { headers: { 'Content-Type': 'text/plain' } });
      case 'GET live':
        return stream();
      default:
        return problem(404, 'not-found', 'There is no such call.');
    }
  }

  function stream(): Response {
    let own: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        own = controller;
        listeners.add(controller);
        controller.enqueue(new TextEncoder().encode(': hello\n\n'));
      },
      cancel: () => void listeners.delete(own),
    });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  }

  function notify(instances: readonly string[] = []): void {
    const data = JSON.stringify({
      seq: ++seq,
      instances,
      queues: [{ facility: 'north', queue: 'deficiencies' }],
    });
    for (const listener of listeners)
      listener.enqueue(new TextEncoder().encode(`id: ${seq}\nevent: change\ndata: ${data}\n\n`));
  }

  return {
    tasks,
    requests,
    notify,
    version,
    bump: (id) => void versions.set(id, version(id) + 1),
    refuseNext: (start, { status, ...body }) => void refusals.push({ start, status, body }),
    setOffline: (value) => {
      isOffline = value;
      if (value) for (const listener of listeners) listener.error(new TypeError('network'));
      if (value) listeners.clear();
    },
    fetch: async (input, init) => {
      const request = new Request(new URL(String(input), 'http://test'), init);
      const line = `${request.method} ${request.url.replace('http://test', '')}`;
      requests.push(line);
      if (isOffline) throw new TypeError('Failed to fetch');
      const refusal = refusals.findIndex((one) => line.startsWith(one.start));
      const found = refusals[refusal];
      if (found === undefined) return answer(request);
      refusals.splice(refusal, 1);
      return problem(
        found.status,
        (found.body as { code: string }).code,
        (found.body as { detail: string }).detail,
      );
    },
  };
}

function problem(status: number, code: string, detail: string): Response {
  return Response.json(
    { type: `/problems/${code}`, title: code, status, code, detail },
    { status, headers: { 'Content-Type': 'application/problem+json' } },
  );
}

function orMissing(found: object | undefined): Response {
  return found
    ? Response.json(found)
    : problem(404, 'not-found', 'There is nothing under this id.');
}

function historyOf(id: string): object[] {
  const entry = (
    seq: number,
    type: string,
    userName: string,
    role: string,
    cause: string | null,
    payload: object,
  ): object => ({
    seq,
    instanceId: id,
    eventId: `ev${seq}`,
    type,
    payload,
    at: new Date(Date.now() - (5 - seq) * dayMs).toISOString(),
    userId: userName,
    userName,
    role,
    cause,
    workflowVersion: 1,
  });
  return [
    entry(1, 'start', 'Chartkeeper', 'system', 'message:adt', {}),
    entry(2, 'deficiency.assign', 'Rosa Analyst', 'analyst', null, {
      reason: 'Nobody signed within 24 hours of surgery',
    }),
    entry(3, 'reminder.send', 'Chartkeeper', 'system', 'deadline:reminder', {}),
  ];
}

function reasonsOf(task: Task): object[] {
  return [
    {
      text: {
        key: '',
        text: `${task.title.text} is required within 30 days of discharge and is not in the chart.`,
      },
      rule: task.rule,
      at: task.openedAt,
    },
    {
      text: {
        key: '',
        text: `${task.practitioner?.name} was the attending practitioner at discharge.`,
      },
      rule: null,
      at: task.openedAt,
    },
  ];
}
