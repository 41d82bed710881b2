import { beforeEach, expect, test } from 'vitest';
import { systemUser } from '../engine/model/user.ts';
import type { Assembled } from '../server/assemble.ts';
import { createInPageServer } from '../server/in-page.ts';

const now = Date.parse('2026-11-24T15:00:00Z');
let server: Assembled;
beforeEach(async () => {
  server = await createInPageServer({
    data: { facilities: [], practitioners: [], users: [], stays: [] },
    clock: () => now,
  });
});

const send = async (text: string): Promise<string> => {
  const bytes = new TextEncoder().encode(text);
  const { answer } = await server.services.intake.hl7v2(bytes, systemUser, { from: null });
  return /MSA\|(..)/.exec(answer)?.[1] ?? '';
};

/** All of the same instant: only the order of arrival says which is the last word. */
const update = (patient: number, n: number): string =>
  [
    `MSH|^~\\&|ADT|GH|CK|GH|20261124090000||ADT^A08^ADT_A01|${patient}-${n}|P|2.5.1`,
    'EVN|A08|20261124090000',
    `PID|1||P${patient}^^^GH^MR||Quill^Nora||19700402|F`,
    `PV1|1|I|Ward${n}^1^A^north|||||||MED|||||||||V${patient}||||||||||||||||||||||||||20261120090000`,
  ].join('\r');

test('messages of one patient are taken in the order of their arrival, however many arrive at once', async () => {
  const patients = [1, 2, 3, 4, 5];
  const each = 12;
  const answers: Promise<string>[] = [];
  for (let n = 1; n <= each; n += 1)
    for (const patient of patients) {
      answers.push(send(update(patient, n)));
      // One that nobody can use stands among them.
      if (n === 6) answers.push(send(`MSH|^~\\&|ADT|GH|CK|GH|||ADT^A99|x${patient}|P|2.5.1`));
    }
  const said = await Promise.all(answers);
  expect(said.filter((one) => one === 'AA')).toHaveLength(each * patients.length);
  const encounters = await server.services.store.resources({ type: 'Encounter' });
  expect(encounters).toHaveLength(patients.length);
  for (const { body, version } of encounters) {
    expect(JSON.stringify(body.location)).toContain(`Ward${each} `);
    expect(version).toBe(each);
  }
});
