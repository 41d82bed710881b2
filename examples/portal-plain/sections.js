import { api } from './api.js';
import { holds, user } from './session.js';

const chartReaders = [
  'analyst',
  'coder',
  'cdi-specialist',
  'release-specialist',
  'quality',
  'supervisor',
  'manager',
  'privacy-officer',
  'auditor',
];

/** What the one who is signed in may open, the first being where their day begins. The server decides anew each time. */
export async function sectionsFor() {
  const { queues } = await api('/api/queues');
  const isOpen = {
    'my-charts': user().practitionerId !== undefined && holds('physician'),
    work: queues.some(({ own }) => !own),
    find: holds(...chartReaders),
    department: holds('supervisor', 'manager', 'quality', 'medical-staff-office', 'auditor'),
    people: holds('administrator', 'manager', 'medical-staff-office', 'supervisor', 'auditor'),
    leave: holds('physician', 'supervisor', 'manager', 'medical-staff-office'),
  };
  return Object.entries(isOpen)
    .filter(([, may]) => may)
    .map(([name]) => ({ name }));
}
