import { afterEach, describe, expect, test } from 'vitest';
import { patienceMs } from './counts.ts';
import { createIssuer, type DatabaseUnderTest, databaseKinds } from './databases.ts';
import { admission, userOf } from './hospital-load.ts';
import { endAll, startServer } from './server-process.ts';

const rounds = 20;
const atOnce = 12;
let under: DatabaseUnderTest | undefined;

afterEach(async () => {
  endAll();
  await under?.drop();
});

describe.each(databaseKinds)('messages that arrive at once, $name', ({ create }) => {
  test(
    'of many that name the same new physician every one is taken, and one physician is made',
    async () => {
      under = await create();
      const server = await startServer({ db: under.db });
      const token = await (await createIssuer(under))(userOf('feed', ['system']));
      const take = async (controlId: string, physician: string): Promise<string> => {
        const response = await fetch(`${server.url}/hl7v2`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'x-application/hl7-v2+er7',
          },
          body: admission(controlId, physician),
        });
        return /MSA\|(\w\w)/.exec(await response.text())?.[1] ?? String(response.status);
      };
      for (let round = 0; round < rounds; round += 1) {
        const answers = await Promise.all(
          Array.from({ length: atOnce }, (_, n) => take(`m-${round}-${n}`, `dr${round}`)),
        );
        expect(answers).toEqual(Array.from({ length: atOnce }, () => 'AA'));
      }
      const made = await under.rows<{ n: number }>(
        `select count(*) as n from resources where type = 'Practitioner'`,
      );
      expect(Number(made[0]?.n)).toBe(rounds);
    },
    patienceMs,
  );
});
