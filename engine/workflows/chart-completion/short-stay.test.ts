import { describe, expect, test } from 'vitest';
import type { ChartFacts } from '../../model/chart-facts.ts';
import { analyst, at, department, physician, signed, stay } from './department.fixture.ts';

/** Under 48 hours, discharged home. */
const short: ChartFacts = {
  ...stay,
  admittedAt: at('2026-11-08T14:00:00Z'),
  dischargedAt: at('2026-11-09T16:30:00Z'),
  documents: [signed('hp1', 'history-and-physical', '2026-11-08T18:00:00Z')],
};
const note = 'deficiency.e1.missing-document.final-note';
const summary = 'deficiency.e1.missing-document.discharge-summary';
const judged = { type: 'stay.judge', reason: 'As the record shows' };

describe('a stay under 48 hours', () => {
  test('for a minor problem a final note will do', async () => {
    const { receive, open } = department();
    await receive(short);
    expect((await open()).map((task) => task.instanceId).sort()).toEqual(['chart.e1', note]);
  });

  test('of one who died, left against advice or went to another hospital needs the summary', async () => {
    for (const disposition of ['20', '07', '02']) {
      const { receive, open } = department();
      await receive({ ...short, disposition });
      expect((await open()).map((task) => task.instanceId)).toContain(summary);
    }
  });

  test('48 hours to the minute need the summary, whatever the problem', async () => {
    const { receive, open } = department();
    await receive({ ...short, admittedAt: at('2026-11-07T16:30:00Z') });
    expect((await open()).map((task) => task.instanceId)).toContain(summary);
  });

  test('an analyst’s word on the problem goes before the table, and is asked again by nobody', async () => {
    const { receive, send, open, stateOf } = department();
    await receive(short);
    await send('chart.e1', { ...judged, isMinorProblem: false });
    expect((await open()).map((task) => task.instanceId).sort()).toEqual(['chart.e1', summary]);
    expect(await stateOf(note)).toBe('cleared');
    await receive({ ...short, version: 2, service: 'MED' });
    expect((await open()).map((task) => task.instanceId).sort()).toEqual(['chart.e1', summary]);
    await send('chart.e1', { ...judged, isMinorProblem: true });
    expect((await open()).map((task) => task.instanceId).sort()).toEqual(['chart.e1', note]);
    await expect(
      send('chart.e1', { ...judged, isMinorProblem: true }, physician),
    ).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(
      send('chart.e1', { type: 'stay.judge', isMinorProblem: true, reason: '' }, analyst),
    ).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('the note must state outcome, disposition and follow-up; the summary stands for it as well', async () => {
    const { receive, open, store } = department();
    const final = signed('fn1', 'final-note', '2026-11-09T18:00:00Z', {
      elements: ['outcome', 'disposition'],
    });
    await receive({ ...short, documents: [...short.documents, final] });
    const lacking = await store.load('deficiency.e1.missing-element.fn1');
    expect(lacking?.context.finding).toMatchObject({ elements: ['follow-up'] });
    const full = signed('ds1', 'discharge-summary', '2026-11-09T19:00:00Z');
    await receive({ ...short, documents: [...short.documents, full] });
    expect((await open()).map((task) => task.instanceId)).toEqual(['chart.e1']);
  });

  test('a note whose words nobody has read is a question for a person, not an answer', async () => {
    const { receive, send, stateOf } = department();
    const scan = signed('fn1', 'final-note', '2026-11-09T18:00:00Z', { elements: null });
    await receive({ ...short, documents: [...short.documents, scan] });
    expect(await stateOf(note)).toBe('needsReanalysis');
    await send(note, { type: 'deficiency.resolve', documentId: 'fn1' });
    await receive({ ...short, version: 2, documents: [...short.documents, scan] });
    expect(await stateOf(note)).toBe('cleared');
  });
});
