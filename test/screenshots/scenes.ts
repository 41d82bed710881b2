/** One widget in one state, as a person of one role sees it. */
export interface Scene {
  readonly name: string;
  readonly role: string;
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Requests that begin so are held back, refused or cut off, to see what the widget says then. */
  readonly disturbed?: { readonly path: string; readonly how: 'held' | 'failed' };
}

const cure = 'deficiency.stay-01.missing-document.discharge-summary';
const analyst = { role: 'analyst' } as const;

const usual: readonly Scene[] = [
  { ...analyst, name: 'queue', tag: 'him-queue', attributes: { queue: 'deficiencies' } },
  { ...analyst, name: 'review', tag: 'him-review', attributes: { 'instance-id': cure } },
  { ...analyst, name: 'record', tag: 'him-record', attributes: { 'encounter-id': 'stay-01' } },
  {
    ...analyst,
    name: 'deficiencies',
    tag: 'him-deficiencies',
    attributes: { 'encounter-id': 'stay-18' },
  },
  { ...analyst, name: 'notes', tag: 'him-notes', attributes: { 'encounter-id': 'stay-01' } },
  { name: 'inbox', role: 'physician', tag: 'him-inbox', attributes: {} },
  { ...analyst, name: 'timeline', tag: 'him-timeline', attributes: { 'encounter-id': 'stay-01' } },
  { ...analyst, name: 'why', tag: 'him-why', attributes: { 'instance-id': cure } },
  {
    ...analyst,
    name: 'why-of-chart',
    tag: 'him-why',
    attributes: { 'encounter-id': 'stay-01' },
  },
  { ...analyst, name: 'clock', tag: 'him-clock', attributes: { 'instance-id': cure } },
  {
    ...analyst,
    name: 'workflow-map',
    tag: 'him-workflow-map',
    attributes: { 'instance-id': cure },
  },
];

/** What each asks for first: held back it is loading, failed it says so. */
const asks: Readonly<Record<string, string>> = {
  queue: '/api/tasks',
  review: '/api/instances',
  record: '/api/charts',
  deficiencies: '/api/charts',
  inbox: '/api/worklists',
  timeline: '/api/charts',
  why: '/api/instances',
  clock: '/api/instances',
  'workflow-map': '/api/instances',
};

const disturbed = usual.flatMap((scene) => {
  const path = asks[scene.name];
  if (path === undefined) return [];
  return [
    { ...scene, name: `${scene.name}-loading`, disturbed: { path, how: 'held' as const } },
    { ...scene, name: `${scene.name}-failed`, disturbed: { path, how: 'failed' as const } },
  ];
});

/** Nothing chosen, or nothing there for this role. */
const empty: readonly Scene[] = usual
  .filter(({ name }) => name !== 'queue' && name !== 'inbox')
  .map((scene) => ({ ...scene, name: `${scene.name}-empty`, attributes: {} }));

export const scenes: readonly Scene[] = [...usual, ...disturbed, ...empty];
