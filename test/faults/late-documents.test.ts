import { afterEach, describe, expect, test } from 'vitest';
import { createRegistry } from '../../engine/registry.ts';
import { workflows } from '../../engine/workflows/index.ts';
import { chooseSeed, countFor, counts, createRandom, patienceMs } from './counts.ts';
import { type Answered, askUntilAnswered, atOnce, type Entrance, quantile } from './crowd.ts';
import { createIssuer, type DatabaseUnderTest, databaseKinds } from './databases.ts';
import { clockStart, userOf } from './hospital-load.ts';
import { auditCharts, documentsFiled, encountersByVisit } from './late-audit.ts';
import { type LateChart, lateChart, type Step, visitOf } from './late-charts.ts';
import { makeCharts } from './late-department.ts';
import { endAll, startServer } from './server-process.ts';
import { auditState, differencesOf, type StoredDeadline } from './state-audit.ts';

const senders = 24;
const hourMs = 60 * 60 * 1000;
/** The server's clock is moved so often within the hour in which the documents come. */
const moves = 60;
const twiceEvery = 10;
let under: DatabaseUnderTest | undefined;

afterEach(async () => {
  endAll();
  await under?.drop();
});

describe.each(databaseKinds)('late documents for charts that are complete, $name', (kind) => {
  test(
    'fifty thousand in an hour: work opens again once for each chart, no document is lost or filed twice',
    async () => {
      const seed = chooseSeed();
      const random = createRandom(seed);
      under = await kind.create();
      const { db, rows } = under;
      const howMany = countFor(kind.name, counts.completeCharts);
      const charts = Array.from({ length: howMany }, (_, n) => lateChart(n));
      const madeAt = performance.now();
      await makeCharts(db, charts);
      const madeTook = performance.now() - madeAt;
      const encounters = await encountersByVisit(rows);
      const chartIdOf = ({ name }: LateChart): string => `chart.${encounters.get(visitOf(name))}`;
      const options = { db, args: ['--clock', new Date(clockStart).toISOString()] };
      let server = await startServer(options);
      const door: Entrance = { url: Promise.resolve(server.url) };
      const issue = await createIssuer(under);
      const feed = await issue(userOf('feed', ['system']));
      const analyst = await issue(userOf('analyst', ['analyst']));
      const manager = await issue(userOf('manager', ['manager', 'supervisor']));
      const surprises: string[] = [];
      let unknown = 0;
      let twice = 0;
      const heard = (what: string, answer: Answered, isTaken: boolean): void => {
        unknown += answer.unknown;
        if (!isTaken) surprises.push(`${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
      };
      const send = async (step: Exclude<Step, { kind: 'finish' }>): Promise<void> => {
        if (step.kind === 'message') {
          const { controlId, text } = step;
          const contentType = 'x-application/hl7-v2+er7';
          const answer = await askUntilAnswered(door, {
            token: feed,
            path: '/hl7v2',
            body: text,
            contentType,
          });
          heard(controlId, answer, answer.text.includes(`MSA|AA|${controlId}`));
        } else {
          const { key, bundle } = step;
          const contentType = 'application/fhir+json';
          const asked = { token: feed, path: '/fhir', body: bundle, contentType, key };
          const answer = await askUntilAnswered(door, asked);
          heard(key, answer, answer.status === 200);
        }
      };
      const act = async (instanceId: string, token: string, key: string, event: object) => {
        const path = `/api/instances/${encodeURIComponent(instanceId)}/events`;
        const answer = await askUntilAnswered(door, { token, path, key, body: event });
        heard(key, answer, answer.status === 200);
      };

      const perform = async (chart: LateChart, step: Step): Promise<void> => {
        if (step.kind === 'finish') {
          const finish = { type: 'reanalysis.finish' };
          await act(chartIdOf(chart), analyst, `again-${chart.name}`, finish);
          return;
        }
        const isTwice = random() < 1 / twiceEvery;
        if (isTwice) twice += 1;
        await Promise.all(isTwice ? [send(step), send(step)] : [send(step)]);
      };
      const work = inRounds(charts, random);
      const every = Math.ceil(work.length / moves);
      const took: number[] = [];
      let done = 0;
      let minute = 0;
      let kill: Promise<void> | null = null;
      const killOnce = async (): Promise<void> => {
        let open: (url: string) => void = () => {};
        door.url = new Promise((resolve) => {
          open = resolve;
        });
        await server.killNine();
        server = await startServer(options);
        open(server.url);
      };
      const began = performance.now();
      await atOnce(work, senders, async ({ chart, steps }) => {
        const at = performance.now();
        await Promise.all(steps.map((step) => perform(chart, step)));
        took.push((performance.now() - at) / steps.length);
        done += 1;
        if (done === Math.ceil(work.length / 2)) kill ??= killOnce();
        if (done % every === 0) {
          minute += 1;
          await moveClock(door, manager, clockStart + (minute * hourMs) / moves);
        }
      });
      const lasted = performance.now() - began;
      await kill;
      // Past the leases of the dead.
      await moveClock(door, manager, clockStart + hourMs + 5 * 60_000);
      expect(await server.stop()).toBe(0);

      const late = charts.length * 5;
      const store = await under.openStore(() => clockStart + 2 * hourMs);
      const reopened = await auditCharts(store, charts, chartIdOf);
      const filed = await documentsFiled(rows, charts, encounters);
      const audit = await auditState(
        createRegistry(workflows),
        store,
        await rows<StoredDeadline>('select * from deadlines'),
      );
      await store.close();
      console.info(
        `late documents, ${kind.name}: seed ${seed}; ${charts.length} charts made in ${seconds(madeTook)}; ${late} documents in ${seconds(lasted)}, ` +
          `${Math.round((late / lasted) * 1000)} a second with one kill -9, p95 ${Math.round(quantile(took, 0.95))} ms; ` +
          `${twice} sent twice, ${unknown} unknown outcomes sent again; ${reopened.requests} looked at again, ${reopened.reopens} completions taken back; ` +
          `${audit.instances} instances, ${audit.events} events replayed`,
      );
      expect(surprises).toEqual([]);
      expect(reopened.wrong).toEqual([]);
      expect(filed).toEqual({ lost: [], doubled: [], misfiled: [] });
      expect(await rows('select key from effects where done_at is null')).toEqual([]);
      expect(await rows(`select id from messages where outcome <> 'taken'`)).toEqual([]);
      const twiceTaken = `select control_key from messages where control_key is not null group by control_key having count(*) > 1`;
      expect(await rows(twiceTaken)).toEqual([]);
      expect(differencesOf(audit)).toEqual([]);
      // A test that never met what it is about proves nothing.
      expect(unknown).toBeGreaterThan(0);
      expect(twice).toBeGreaterThan(0);
    },
    patienceMs,
  );
});

interface Work {
  readonly chart: LateChart;
  readonly steps: readonly Step[];
}

/** One step of each chart after the other, the charts shuffled anew each time; what comes at once comes together. */
function inRounds(charts: readonly LateChart[], random: () => number): readonly Work[] {
  const rounds = Math.max(...charts.map(({ steps }) => steps.length));
  return Array.from({ length: rounds }, (_, round) =>
    shuffled(charts, random).flatMap((chart): Work[] => {
      if (chart.fate !== 'at once') {
        const step = chart.steps[round];
        return step === undefined ? [] : [{ chart, steps: [step] }];
      }
      return Number(chart.name.slice(1)) % rounds === round ? [{ chart, steps: chart.steps }] : [];
    }),
  ).flat();
}

function shuffled<One>(all: readonly One[], random: () => number): readonly One[] {
  return all
    .map((one) => ({ one, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

async function moveClock(door: Entrance, token: string, at: number): Promise<void> {
  const now = new Date(at).toISOString();
  const answer = await askUntilAnswered(door, { token, path: '/api/clock', body: { now } });
  // A later move may have come first.
  expect([200, 422]).toContain(answer.status);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
