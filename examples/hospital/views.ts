import type { HospitalView } from '../../server/demo/hospital-feed.ts';

type View = HospitalView['view'];

const plain: Pick<View, 'sort' | 'groupBy' | 'columns' | 'isDefault' | 'facilities'> = {
  sort: [],
  groupBy: 'none',
  columns: [],
  isDefault: false,
  facilities: null,
};
const open: View['filters'] = {
  listState: 'open',
  mine: false,
  practitioner: null,
  facility: 'mercy',
  due: null,
};

/** What people of the department keep for themselves, and what they have shared. */
export const views: readonly HospitalView[] = [
  {
    owner: { role: 'analyst' },
    view: {
      ...plain,
      id: '5b1f0a52-6a0e-4a53-9c1d-0d6c7a3f1001',
      name: 'Overdue analysis',
      queue: 'chart-analysis',
      filters: { ...open, due: { from: null, to: -1 } },
      facilities: '*',
    },
  },
  {
    owner: { role: 'analyst' },
    view: {
      ...plain,
      id: '5b1f0a52-6a0e-4a53-9c1d-0d6c7a3f1002',
      name: 'Due this week, by physician',
      queue: 'deficiencies',
      filters: { ...open, due: { from: 0, to: 7 } },
      groupBy: 'practitioner',
      facilities: '*',
    },
  },
  {
    owner: { role: 'supervisor' },
    view: {
      ...plain,
      id: '5b1f0a52-6a0e-4a53-9c1d-0d6c7a3f1003',
      name: 'Delinquent, oldest first',
      queue: 'delinquency',
      filters: open,
      sort: [{ key: 'days-out', isDescending: true }],
      facilities: '*',
    },
  },
  {
    owner: { userId: 'him-analyst-1' },
    view: {
      ...plain,
      id: '5b1f0a52-6a0e-4a53-9c1d-0d6c7a3f1004',
      name: 'What I have in hand',
      queue: 'chart-analysis',
      filters: { ...open, mine: true },
      isDefault: true,
    },
  },
  {
    owner: { userId: 'him-analyst-3' },
    view: {
      ...plain,
      id: '5b1f0a52-6a0e-4a53-9c1d-0d6c7a3f1005',
      name: 'On hold, back soon',
      queue: 'chart-analysis',
      filters: { ...open, listState: 'on-hold' },
    },
  },
  {
    owner: { userId: 'analyst' },
    view: {
      ...plain,
      id: '5b1f0a52-6a0e-4a53-9c1d-0d6c7a3f1006',
      name: 'Today and late',
      queue: 'chart-analysis',
      filters: { ...open, facility: null, due: { from: null, to: 0 } },
    },
  },
];
