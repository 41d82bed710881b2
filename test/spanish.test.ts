import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { machineMap } from '../engine/insight/machine-map.ts';
import { documentTypes } from '../engine/model/chart-facts.ts';
import { roles } from '../engine/model/user.ts';
import { conditionInWords } from '../engine/rules/in-words.ts';
import { findingKinds } from '../engine/workflows/chart-completion/events.ts';
import { workflows } from '../engine/workflows/index.ts';
import stays from '../examples/hospital/stays.json' with { type: 'json' };
import type { Assembled } from '../server/assemble.ts';
import { DemoData } from '../server/demo/demo-data.ts';
import { createInPageServer } from '../server/in-page.ts';
import { problems } from '../server/problem.ts';
import { textsFrom, useTexts } from '../widgets/shared/text.ts';
import { en } from '../widgets/shared/texts/en.ts';
import { enEvents } from '../widgets/shared/texts/en-events.ts';
import { enKeys } from '../widgets/shared/texts/en-keys.ts';
import { enLists } from '../widgets/shared/texts/en-lists.ts';
import { enNames } from '../widgets/shared/texts/en-names.ts';
import { enNotes } from '../widgets/shared/texts/en-notes.ts';
import { enQueue } from '../widgets/shared/texts/en-queue.ts';
import { enRecord } from '../widgets/shared/texts/en-record.ts';
import { enStates } from '../widgets/shared/texts/en-states.ts';
import { enStory } from '../widgets/shared/texts/en-story.ts';
import { enTask } from '../widgets/shared/texts/en-task.ts';
import { es } from '../widgets/shared/texts/es/es.ts';

const root = join(import.meta.dirname, '..');
const english: Readonly<Record<string, string>> = {
  ...en,
  ...enEvents,
  ...enKeys,
  ...enNotes,
  ...enQueue,
  ...enLists,
  ...enNames,
  ...enRecord,
  ...enStates,
  ...enStory,
  ...enTask,
};
const all = workflows.flatMap((one) => ('members' in one ? one.members : [one]));
const tables = workflows.flatMap((one) => one.ruleSets ?? []).flatMap((set) => set.tables);

/** What stands in for a `${part}` of a key in the sources. */
const codes: Readonly<Record<string, readonly string[]>> = {
  'annotation.${kind}': [
    'note',
    'highlight',
    'bookmark',
    'deficiency-evidence',
    'redaction-proposal',
  ],
  'task.fact.${problem}': keysIn(
    'chart-completion/tasks.ts',
    /^ {2}'(no-[a-z-]+|discharge-[a-z-]+)':/gm,
  ),
  'task.${key}': keysIn('chart-completion/tasks.ts', /triage\('([a-z-]+)'/g),
  'ending.${key}': keysIn('chart-completion/endings.ts', /\['([a-z]+)', '/g),
  'rule.table.${kind}': ['added', 'removed', 'changed'],
  'rule.row.${kind}': ['added', 'removed'],
  'rule.rows.${one}': ['added', 'removed', 'changed'],
  'rule.head.${part}': ['title', 'hitPolicy', 'columns'],
  'rule.${part}': ['priority', 'citation', 'note'],
  'rule.test.${key}': keysIn('../rules/in-words.ts', /negationOf\('([a-z-]+)'/g),
  'rule.test.${key}-and-known': keysIn('../rules/in-words.ts', /negationOf\('([a-z-]+)'/g),
};
/** Sentences whose key the sources write elsewhere than in `textOf`. */
const elsewhere = [
  ...keysIn('chart-completion/tasks.ts', /'(task\.[a-z-]+)', '/g),
  'list.or',
  'list.and',
  'rule.also',
  'rule.and',
  'rule.cells',
  'rule.test.or',
];
/** Values stay as they are where they have no name; the tests below ask for those that have one. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is looked for in the sources as it stands
const unnamed = 'fact.${value}';

/** The keys of all sentences that engine and server write, with the English where it stands beside the key. */
function written(): ReadonlyMap<string, string | undefined> {
  const found = new Map<string, string | undefined>(elsewhere.map((key) => [key, undefined]));
  for (const file of [...sources('engine'), ...sources('server')]) {
    const calls = readFileSync(join(root, file), 'utf8').matchAll(
      /\btextOf\(\s*(?:'([^']+)'|`([^`]+)`),?\s*(?:'((?:[^'\\]|\\.)*)')?/g,
    );
    for (const [, plain, template = '', sentence] of calls) {
      if (plain !== undefined) found.set(plain, sentence);
      else if (template !== unnamed)
        for (const code of codes[template] ?? [template])
          found.set(template.replace(/\$\{\w+\}/, code), undefined);
    }
  }
  return found;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file))
    .map((file) => join(folder, file))
    .filter((file) =>
      /engine\/model\/text\.ts'|model\/text\.ts'/.test(readFileSync(join(root, file), 'utf8')),
    );
}

function keysIn(file: string, pattern: RegExp): string[] {
  const source = readFileSync(join(root, 'engine/workflows', file), 'utf8');
  return [...source.matchAll(pattern)].map(([, key = '']) => key);
}

/** Names of what the server gives in English or as a code: queues, workflows, forms, guards, refusals, rules. */
function named(): string[] {
  return [
    ...all.flatMap(({ access }) => Object.keys(access.queues).map((one) => `queue.title.${one}`)),
    ...all.map(({ id }) => `workflow.${id}`),
    ...all.flatMap(({ machine }) =>
      machineMap(machine).ways.flatMap(({ guard }) => (guard === null ? [] : [`guard.${guard}`])),
    ),
    ...[...Object.keys(problems), 'unexpected'].map((code) => `refusal.${code}`),
    ...tables.flatMap(({ inputs }) => inputs.map(({ name }) => `input.${name}`)),
    ...tables.flatMap(({ outputs }) => outputs.map(({ name }) => `output.${name}`)),
    ...tables.flatMap(({ rows }) =>
      rows.flatMap(({ then }) =>
        String(then.elements ?? '')
          .split(' ')
          .filter(Boolean)
          .map((one) => `element.${one}`),
      ),
    ),
    ...tables
      .filter(({ id }) => id !== 'letter-words')
      .flatMap(({ rows }) => rows.map(({ id }) => `document-type.${id}`)),
    ...documentTypes.map((type) => `fact.${type}`),
    ...findingKinds.map((kind) => `fact.${kind}`),
    'fact.true',
    'fact.false',
    ...forms().flatMap(({ event, field, choices }) => [
      es[`field.${event}.${field}`] ? `field.${event}.${field}` : `field.${field}`,
      ...choices.map((choice) => `choice.${choice}`),
    ]),
  ];
}

type Schema = {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly items?: Schema;
};

/** The fields of everything that a person may send. */
function forms() {
  return all.flatMap(({ events, access }) =>
    Object.entries(events)
      .filter(([event]) => isForPeople(access.events[event]))
      .flatMap(([event, schema]) => {
        const options = { io: 'input', unrepresentable: 'any' } as const;
        const shape = z.toJSONSchema(schema as z.ZodType, options) as Schema;
        return [shape, ...(shape.anyOf ?? [])].flatMap(({ properties = {} }) =>
          Object.entries(properties).map(([field, property]) => ({
            event,
            field,
            choices: [property, ...(property.anyOf ?? [])].flatMap(
              (one) => one.enum ?? one.items?.enum ?? [],
            ),
          })),
        );
      }),
  );
}

function isForPeople(
  permission: { roles: readonly string[]; own?: readonly string[] } | undefined,
) {
  return [...(permission?.roles ?? []), ...(permission?.own ?? [])].some((one) => one !== 'system');
}

function partsOf(sentence: string): string {
  return [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort().join(' ');
}

describe('Spanish', () => {
  test('has a sentence for each English one, with the same parts', () => {
    const lacking = Object.keys(english).filter((key) => es[key] === undefined);
    const others = Object.entries(english).filter(
      ([key, sentence]) => partsOf(es[key] ?? '') !== partsOf(sentence),
    );
    expect(lacking).toEqual([]);
    expect(others.map(([key]) => key)).toEqual([]);
  });

  test('has each sentence that engine and server write, with the same parts', () => {
    const sentences = written();
    expect(sentences.size).toBeGreaterThan(100);
    expect([...sentences.keys()].filter((key) => es[key] === undefined)).toEqual([]);
    const others = [...sentences].filter(
      ([key, sentence]) =>
        sentence !== undefined &&
        english[key] === undefined &&
        partsOf(es[key] ?? '') !== partsOf(sentence),
    );
    expect(others.map(([key]) => key)).toEqual([]);
  });

  test('names what the server gives in English or as a code', () => {
    expect([...new Set(named())].filter((key) => es[key] === undefined)).toEqual([]);
  });

  test('has nothing that nobody asks for', () => {
    const derived = [
      ...documentTypes.map((type) => `choice.${type}`),
      ...roles.map((role) => `choice.${role}`),
      ...Object.keys(enNames)
        .filter((key) => key.startsWith('lack.'))
        .map((key) => key.replace('lack.', 'fact.')),
    ];
    const known = new Set([...Object.keys(english), ...written().keys(), ...named(), ...derived]);
    expect(Object.keys(es).filter((key) => !known.has(key))).toEqual([]);
  });
});

describe('a server with all the stays of the demo', () => {
  let server: Assembled;
  const { serverText } = textsFrom(english);
  beforeAll(async () => {
    server = await createInPageServer({ data: DemoData.parse(stays) });
    useTexts('es-US', es);
  }, 30_000);
  afterAll(async () => {
    useTexts('', {});
    await server.close();
  });

  async function ask(path: string): Promise<unknown> {
    const response = await server.app.request('/api/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ demo: 'supervisor' }),
    });
    const { token } = (await response.json()) as { token: string };
    const answer = await server.app.request(path, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
    return answer.json();
  }

  test('writes no sentence that has no Spanish', async () => {
    const answers = [];
    for (const { queue } of ((await ask('/api/queues')) as { queues: { queue: string }[] })
      .queues) {
      const path = `/api/tasks?queue=${queue}&limit=100`;
      const page = (await ask(path)) as { tasks: { instanceId: string }[] };
      answers.push(page);
      for (const { instanceId } of page.tasks.slice(0, 12))
        answers.push(await ask(`/api/instances/${instanceId}/why`));
    }
    answers.push(await ask('/api/charts/stay-01/requirements'));
    const texts = textsIn(answers);
    expect(texts.length).toBeGreaterThan(200);
    const names = /^(fact|input|output)\./;
    const lacking = texts.filter(({ key }) => !names.test(key) && es[key] === undefined);
    expect([...new Set(lacking.map(({ key }) => key))]).toEqual([]);
    const same = texts.filter((text) => !names.test(text.key) && serverText(text) === text.text);
    expect([...new Set(same.map(({ text }) => text))].filter((text) => / /.test(text))).toEqual([]);
  });

  test.each([
    [
      'string',
      '"IMP","ACUTE","OBSENC"',
      'Clase: Hospitalización, Hospitalización aguda u Observación',
    ],
    [
      'string',
      'not("IMP","AMB")',
      'Clase: ninguno de Hospitalización y Consulta externa (o sin dato)',
    ],
    ['string', 'not("IMP",null)', 'Clase: distinto de Hospitalización y con dato'],
    ['number', '>= 48', 'Clase: 48 como mínimo'],
    ['number', '[1..5)', 'Clase: de 1 a 5, sin 5'],
    ['boolean', 'not(true)', 'Clase: distinto de sí (o sin dato)'],
    ['number', 'about 5', 'Clase: escrito about 5'],
  ] as const)('says a %s cell %s as "%s"', (kind, cell, words) => {
    const text = conditionInWords(cell, { name: 'class', label: 'Class', kind });
    expect(serverText(text)).toBe(words);
  });
});

type Text = { readonly key: string; readonly text: string };

/** All sentences in an answer, however deep. */
function textsIn(value: unknown): Text[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'key' in value && 'text' in value ? [value as Text] : [];
  return [...own, ...Object.values(value).flatMap(textsIn)];
}
