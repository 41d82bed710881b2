import type { Context } from 'hono';
import type { Engine } from '../engine/engine.ts';
import type { User } from '../engine/model/user.ts';
import type { AuditRow, Store } from '../engine/store.ts';
import type { Authenticator } from './auth.ts';
import type { ChartExplainer } from './chart-explained.ts';
import type { Covers } from './covers.ts';
import type { Intake } from './intake/intake.ts';
import type { Jobs } from './jobs.ts';
import type { Leaves } from './leaves.ts';
import type { Letters } from './letters/letters.ts';
import type { Live } from './live.ts';
import type { Names } from './names.ts';
import type { Oidc } from './oidc.ts';
import type { People } from './people.ts';
import type { Policies } from './policies.ts';
import type { DocumentReading } from './reading.ts';
import type { RefusalToDecide } from './rules/refusal-to-decide.ts';
import type { RuleChanges } from './rules/rule-changes.ts';
import type { RuleVersions } from './rules/rule-versions.ts';
import type { SiteTables } from './site-tables.ts';

/** What the routes stand on; wired once in main.ts, or in a browser over the memory store. */
export interface Services {
  readonly engine: Engine;
  readonly store: Store;
  readonly names: Names;
  readonly policies: Policies;
  readonly explainer: ChartExplainer;
  readonly siteTables: SiteTables;
  readonly covers: Covers;
  readonly ruleVersions: RuleVersions;
  readonly ruleChanges: RuleChanges;
  readonly refusalToDecide: RefusalToDecide;
  readonly intake: Intake;
  readonly leaves: Leaves;
  readonly letters: Letters;
  readonly jobs: Jobs;
  /** Reads documents; null where the server runs in a page. */
  readonly reading: DocumentReading | null;
  /** Told of what fails in the background. */
  readonly onError: (error: unknown) => void;
  readonly live: Live;
  readonly auth: Authenticator;
  /** Sign-in through an identity provider; null where none is configured. */
  readonly oidc: Oidc | null;
  readonly people: People;
  readonly newId: () => string;
  /** Origins of portals that may embed the widgets. */
  readonly allowedOrigins: readonly string[];
  /** Present only when a virtual clock was asked for. */
  readonly setNow?: (at: number) => Promise<void>;
  /** What /metrics prints. */
  readonly metrics: () => Promise<string>;
}

export interface AppEnv {
  Variables: {
    user: User;
    purpose: string | null;
    address: string | null;
    requestId: string;
  };
}

export type AppContext = Context<AppEnv>;

/** The audit row of what a request did: who, what, which patient, when, from where, for what purpose. */
export function auditOf(
  c: AppContext,
  services: Services,
  row: Pick<AuditRow, 'action' | 'what'> &
    Partial<Pick<AuditRow, 'patientId' | 'encounterId' | 'instanceId'>>,
): AuditRow {
  const user = c.get('user');
  return {
    id: services.newId(),
    at: services.store.now(),
    userId: user.id,
    userName: user.name,
    role: user.grants[0]?.role ?? 'none',
    patientId: null,
    encounterId: null,
    instanceId: null,
    purpose: c.get('purpose'),
    fromAddress: c.get('address'),
    ...row,
  };
}
