import type { AccessTable } from './access.ts';
import { Refusal } from './errors.ts';
import { lintWorkflow } from './lint.ts';
import { type Family, isFamily, type Registered, type Workflow } from './workflow.ts';

/** All workflows and families a server runs, found by id. */
export interface Registry {
  readonly workflows: readonly Workflow[];
  readonly families: readonly Family[];
  readonly accessTables: readonly AccessTable[];
  workflow(id: string, version?: number): Workflow;
  runs(id: string, version: number): boolean;
  familyOf(workflowId: string): Family | undefined;
}

/** Checks every machine once and indexes what is registered. @throws Error naming what a workflow may not do */
export function createRegistry(registered: readonly Registered[]): Registry {
  const families = registered.filter(isFamily);
  const workflows = registered.flatMap((one) => (isFamily(one) ? one.members : [one]));
  const byId = new Map<string, Workflow>();
  const byVersion = new Map<string, Workflow>();
  const familyByMember = new Map<string, Family>();
  for (const workflow of workflows) {
    const problems = lintWorkflow(workflow);
    if (problems.length > 0) throw new Error(`${workflow.id}: ${problems.join('; ')}`);
    byVersion.set(`${workflow.id}@${workflow.version}`, workflow);
    const known = byId.get(workflow.id);
    if (known === undefined || known.version < workflow.version) byId.set(workflow.id, workflow);
  }
  for (const family of families) {
    for (const member of family.members) familyByMember.set(member.id, family);
  }
  return {
    workflows: [...byId.values()],
    families,
    accessTables: [...byId.values()].map((workflow) => workflow.access),
    workflow: (id, version) => find(id, version, byId, byVersion),
    runs: (id, version) => byVersion.has(`${id}@${version}`),
    familyOf: (workflowId) => familyByMember.get(workflowId),
  };
}

function find(
  id: string,
  version: number | undefined,
  byId: ReadonlyMap<string, Workflow>,
  byVersion: ReadonlyMap<string, Workflow>,
): Workflow {
  const workflow = version === undefined ? byId.get(id) : byVersion.get(`${id}@${version}`);
  if (workflow !== undefined) return workflow;
  const wanted = version === undefined ? id : `${id} version ${version}`;
  throw new Refusal(
    'unknown-workflow',
    `This server does not run ${wanted}. It runs: ${[...byVersion.keys()].join(', ')}.`,
  );
}
