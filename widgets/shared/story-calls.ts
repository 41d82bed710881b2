import type { MachineMap, MapState, MapWay } from '../../engine/insight/machine-map.ts';
import type { contract, z } from '../../server/client.ts';
import type { Connection } from './connection.ts';

export type { MapState, MapWay };

type Text = z.infer<typeof contract.TextShape>;
type Rule = z.infer<typeof contract.RuleShape>;

/** What a row of a table asks for, and what the encounter says to it. */
export interface Condition {
  readonly text: Text;
  readonly value: string | number | boolean | null;
  /** Null where it is not asked of the encounter today. */
  readonly holds: boolean | null;
}

export interface Reason {
  readonly text: Text;
  readonly rule: Rule | null;
  readonly at: string;
  readonly conditions: readonly Condition[];
}

/** What may happen next, and the keys of the tasks that are gone after it; null where nobody can say beforehand. */
export interface WayOut {
  readonly event: string;
  readonly endsTasks: readonly string[] | null;
  readonly roles: readonly string[];
  readonly byOwner: boolean;
}

export interface Due {
  readonly dueAt: string;
  readonly dueOn: string;
}

export interface LawClock {
  readonly key: string;
  readonly citation: string;
  readonly kind: 'days' | 'hours' | 'business-days' | 'before';
  readonly amount: number;
  readonly startedAt: string;
  readonly ownedFrom: string;
  readonly zone: string;
  readonly pauses: readonly {
    readonly fromOn: string;
    readonly toOn: string;
    readonly reason: string;
  }[];
  readonly extension: {
    readonly amount: number;
    readonly grantedAt: string;
    readonly reason: string;
  } | null;
  readonly regulatory: Due;
  readonly accountability: Due;
}

export interface Why {
  readonly reasons: readonly Reason[];
  readonly ways: readonly WayOut[];
  readonly endings: readonly Text[];
  readonly clocks: readonly LawClock[];
}

/** A row of the tables, asked about one chart. */
export interface Requirement {
  readonly rule: Rule;
  readonly gives: Text;
  readonly documentType: string | null;
  readonly about: string | null;
  readonly holds: boolean;
  readonly conditions: readonly Condition[];
  readonly documentIds: readonly string[];
  readonly instanceId: string | null;
}

export interface Happening {
  readonly at: string;
  readonly kind: 'act' | 'document' | 'stay';
  readonly type: string;
  readonly instanceId: string | null;
  readonly workflow: string | null;
  readonly seq: number | null;
  readonly title: Text | null;
  readonly documentId: string | null;
  readonly userName: string | null;
  readonly role: string | null;
  readonly cause: string | null;
  readonly reason: string | null;
}

export interface MemberThen {
  readonly id: string;
  readonly workflow: string;
  readonly workflowVersion: number;
  readonly title: Text | null;
  readonly state: unknown;
  readonly isOpen: boolean;
  readonly seq: number;
}

/** A workflow's machine, as the engine draws it from itself. */
export interface WorkflowMap extends MachineMap {
  readonly id: string;
  readonly version: number;
  readonly title: string;
}

/** What is asked of the server about why things are as they are, and how they were. */
export function storyCalls({ json }: Pick<Connection, 'json'>) {
  const id = encodeURIComponent;
  return {
    why: (instanceId: string) => json<Why>(`/api/instances/${id(instanceId)}/why`),
    async requirements(encounterId: string): Promise<readonly Requirement[]> {
      const path = `/api/charts/${id(encounterId)}/requirements`;
      return (await json<{ rows: Requirement[] }>(path)).rows;
    },
    async timeline(encounterId: string): Promise<readonly Happening[]> {
      const path = `/api/charts/${id(encounterId)}/timeline`;
      return (await json<{ items: Happening[] }>(path)).items;
    },
    /** The chart's members as they stood at an instant. */
    async moment(encounterId: string, at: string): Promise<readonly MemberThen[]> {
      const path = `/api/charts/${id(encounterId)}/replay?${new URLSearchParams({ at })}`;
      return (await json<{ members: MemberThen[] }>(path)).members;
    },
    workflowMap: (workflow: string, version?: number) =>
      json<WorkflowMap>(
        `/api/workflows/${id(workflow)}/map${version === undefined ? '' : `?version=${version}`}`,
      ),
  };
}
