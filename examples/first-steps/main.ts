import { createEngine, createMemoryStore, createRegistry, type User } from '../../engine/index.ts';
import { paperChartLoan } from '../own-workflow/workflow.ts';

const clerk: User = {
  id: 'clerk',
  name: 'File Clerk',
  grants: [{ role: 'analyst', facilities: ['north'] }],
};
const store = createMemoryStore();
const registry = createRegistry([paperChartLoan]);
const engine = createEngine({ registry, store, newId: () => crypto.randomUUID() });
const about = { facility: 'north', patientId: 'p1', zone: 'America/New_York' };
const loan = { ...about, borrower: 'Clinic 4', lentAt: Date.now(), dueWithinDays: 7 };

const { instance } = await engine.start('paper-chart-loan', loan, { user: clerk });
await engine.send(instance.id, { type: 'loan.return', isComplete: false }, { user: clerk });
for (const task of await store.tasksOf(instance.id)) console.log(task.title.text, task.dueOn);
await engine.send(instance.id, { type: 'loan.find', note: 'Next folder' }, { user: clerk });
for (const entry of await store.history(instance.id)) console.log(entry.type, entry.userName);
