import { systemUser } from '../../engine/model/user.ts';
import { identifierTerm } from '../../server/interop/identifier-term.ts';
import { createLog } from '../../server/log.ts';
import { type Wired, wire } from '../../server/wire.ts';
import { atOnce } from './crowd.ts';
import { clockStart, userOf } from './hospital-load.ts';
import { chartMessages, type LateChart, namespace, visitOf } from './late-charts.ts';

const madeAtOnce = 32;
const analyst = userOf('analyst', ['analyst']);
const supervisor = userOf('supervisor', ['supervisor']);
const reader = new TextEncoder();

/** Makes charts before their server is there: discharged and documented by HL7 messages, then analysed by a person. */
export async function makeCharts(db: string, charts: readonly LateChart[]): Promise<void> {
  const server = await wire({
    db,
    clockStart,
    allowedOrigins: [],
    issuers: [],
    defaultFacility: 'NORTH',
    demoUsers: null,
    log: createLog('silent'),
  });
  const { policies } = server.services;
  const zone = 'America/New_York';
  await policies.save([
    { facility: '*', name: '', zone, goLiveOn: '2026-01-01', settleLagHours: 0 },
  ]);
  await atOnce(charts, madeAtOnce, (chart) => makeChart(server, chart));
  await server.worker.drain();
  await server.close();
}

async function makeChart({ services, engine, store }: Wired, chart: LateChart): Promise<void> {
  for (const text of chartMessages(chart)) {
    const from = { from: null };
    const { refusal } = await services.intake.hl7v2(reader.encode(text), systemUser, from);
    if (refusal !== null) throw refusal;
  }
  const term = identifierTerm(`${namespace}|${visitOf(chart.name)}`);
  const [encounter] = await store.resources({ type: 'Encounter', term });
  const id = `chart.${encounter?.id}`;
  await engine.send(id, { type: 'analysis.finish' }, { user: analyst });
  if (chart.fate === 'retired') {
    const event = {
      type: 'chart.retire',
      committeeReference: 'HIM-26-11',
      decidedOn: '2026-11-23',
      statement: 'Nobody is left who could complete it.',
    };
    await engine.send(id, event, { user: supervisor });
  }
  if (chart.fate === 'claimed') {
    const lack = `deficiency.${encounter?.id}.missing-document.discharge-summary`;
    const holder = { id: 'physician', name: 'physician', leaseMs: 4 * 60 * 60 * 1000 };
    await store.claim(`${lack}/cure`, { ...holder, mayTakeOver: false });
  }
}
