import { beforeEach, describe, expect, test } from 'vitest';
import { systemUser } from '../engine/model/user.ts';
import type { Assembled } from '../server/assemble.ts';
import { createInPageServer } from '../server/in-page.ts';

const nobody = { facilities: [], practitioners: [], users: [], stays: [] };
let server: Assembled;

beforeEach(async () => {
  server = await createInPageServer({
    data: nobody,
    clock: () => Date.parse('2026-11-24T15:00:00Z'),
  });
});

async function send(text: string): Promise<string[]> {
  const { token } = await server.services.auth.issue(systemUser, 600);
  const response = await server.app.request('/hl7v2', {
    method: 'POST',
    body: text,
    headers: {
      'content-type': 'x-application/hl7-v2+er7',
      authorization: `Bearer ${token}`,
    },
  });
  expect(response.status).toBe(200);
  return (await response.text()).split('\r').filter((line) => line !== '');
}

const message = (id: string, trigger: string, room: string, more = '') =>
  [
    `MSH|^~\\&|EHR|NORTH|CK|HIM|20261124080${id}00||ADT^${trigger}|C${id}|P|2.5.1${more}`,
    `EVN||20261124080${id}00`,
    'PID|1||700^^^NORTH^MR||Quill^Nora||19700402|F',
    `PV1|1|I|${room}|||||||MED|||||||||V700`,
  ].join('\r');
const codes = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.startsWith('MSA')).map((line) => line.slice(4, 9));
const rooms = async () =>
  (await server.services.store.resources({ type: 'Encounter' })).map((row) =>
    JSON.stringify(row.body.location),
  );

describe('a file of HL7 v2 messages', () => {
  test('is taken in its order and answered by a batch that counts', async () => {
    const file = [
      'FHS|^~\\&|EHR|NORTH|CK|HIM|20261124090000||||F1',
      'BHS|^~\\&|EHR|NORTH|CK|HIM|20261124090000||||B1',
      message('1', 'A01', '4E'),
      message('2', 'A02', '5W'),
      message('3', 'Z99', '6N'),
      'BTS|3',
      'FTS|1',
    ].join('\r');
    const lines = await send(file);
    expect(lines.map((line) => line.slice(0, 3))).toEqual([
      'FHS',
      'BHS',
      'MSH',
      'MSA',
      'MSH',
      'MSA',
      'MSH',
      'MSA',
      'ERR',
      'BTS',
      'FTS',
    ]);
    expect(codes(lines)).toEqual(['AA|C1', 'AA|C2', 'AR|C3']);
    expect(lines.find((line) => line.startsWith('BHS'))).toMatch(/\|B1$/);
    expect(lines.find((line) => line.startsWith('BTS'))).toBe('BTS|3');
    expect(await rooms()).toEqual([expect.stringContaining('5W')]);
  });

  test('sent again whole it is answered as before, and nothing is taken twice', async () => {
    const file = ['BHS|^~\\&', message('1', 'A01', '4E'), message('2', 'A02', '5W'), 'BTS|2'];
    const first = await send(file.join('\r'));
    const again = await send(file.join('\r'));
    const acknowledgments = (lines: readonly string[]) =>
      lines.filter((line) => /^MS[HA]/.test(line));
    expect(acknowledgments(again)).toEqual(acknowledgments(first));
    expect(await server.services.store.messages({ sender: 'EHR|NORTH', limit: 9 })).toHaveLength(2);
  });

  test('without headers, and with line feeds, several messages are a batch all the same', async () => {
    const text = [message('1', 'A01', '4E'), message('2', 'A02', '5W')].join('\r');
    const lines = await send(text.replaceAll('\r', '\r\n'));
    expect([lines[0]?.slice(0, 3), codes(lines)]).toEqual(['BHS', ['AA|C1', 'AA|C2']]);
  });

  test('cut short it says so, and what is in it is taken', async () => {
    const lines = await send(['BHS|^~\\&', message('1', 'A01', '4E')].join('\r'));
    expect(lines.at(-1)).toMatch(/^BTS\|1\|BTS is missing/);
    expect(codes(lines)).toEqual(['AA|C1']);
  });

  test('in enhanced mode each message has the acknowledgments it asks for', async () => {
    const both = '|||AL|AL';
    const lines = await send(
      [message('1', 'A01', '4E', both), message('2', 'A02', '5W', '|||NE|NE')].join('\r'),
    );
    expect(codes(lines)).toEqual(['CA|C1', 'AA|C1']);
    expect(lines.at(-1)).toBe('BTS|2');
  });

  test('one message alone is answered by its acknowledgment, as ever', async () => {
    const lines = await send(message('1', 'A01', '4E'));
    expect(lines.map((line) => line.slice(0, 3))).toEqual(['MSH', 'MSA']);
    expect(codes(await send('no message at all'))).toEqual(['AR||T']);
  });
});
