import { createEngine, type Engine } from '../engine/engine.ts';
import type { User } from '../engine/model/user.ts';
import { createRegistry } from '../engine/registry.ts';
import type { Store } from '../engine/store.ts';
import type { Registered } from '../engine/workflow.ts';
import { shippedReasons } from './annotations/redaction-reason-row.ts';
import { type App, type AppOptions, createApp } from './app.ts';
import { createAuthenticator, type TrustedIssuer } from './auth.ts';
import { createChartExplainer } from './chart-explained.ts';
import type { Services } from './context.ts';
import { createCovers } from './covers.ts';
import { effectHandlers } from './effect-handlers.ts';
import type { EffectHandler } from './effects.ts';
import { createExceptionSweep } from './intake/exception-sweep.ts';
import { createFeedWatch } from './intake/feed-watch.ts';
import { createIntake } from './intake/intake.ts';
import { createTypeReview } from './intake/type-review.ts';
import { createJobs } from './jobs.ts';
import { createLeaves } from './leaves.ts';
import type { LetterChannels } from './letters/deliver-letter.ts';
import { createFormerLetterRules } from './letters/former-templates.ts';
import { createLetters } from './letters/letters.ts';
import { createLive, type Live } from './live.ts';
import { createNames } from './names.ts';
import { createOidc, type OidcOptions } from './oidc.ts';
import { createPeople } from './people.ts';
import { createPolicies, shippedPolicy } from './policies.ts';
import type { DocumentReading } from './reading.ts';
import { createRetention } from './retention/retention.ts';
import { createRefusalToDecide } from './rules/refusal-to-decide.ts';
import { createRuleChanges } from './rules/rule-changes.ts';
import { createRuleVersions } from './rules/rule-versions.ts';
import { createSites } from './site.ts';
import { createSiteTables } from './site-tables.ts';
import { createWorker, type Worker } from './worker.ts';

export interface AssembleOptions {
  readonly store: Store;
  readonly workflows: readonly Registered[];
  readonly newId: () => string;
  /** Signs our own tokens; 32 bytes or more. */
  readonly secret: Uint8Array;
  readonly issuers: readonly TrustedIssuer[];
  readonly oidc?: OidcOptions;
  readonly demoUsers: ReadonlyMap<string, User> | null;
  readonly allowedOrigins: readonly string[];
  readonly defaultFacility: string;
  readonly handlerOf: (type: string) => EffectHandler;
  /** Reads the words of documents, on a server that can. */
  readonly reading?: DocumentReading;
  /** The ways in which letters leave this machine; on paper alone where there are none. */
  readonly letterChannels?: LetterChannels;
  readonly onError: (error: unknown, what: string) => void;
  /** Moves the virtual clock, where there is one. */
  readonly setNow?: (at: number) => Promise<void>;
  readonly metricsOf?: (parts: {
    readonly worker: Worker;
    readonly live: Live;
  }) => () => Promise<string>;
  readonly app?: (parts: { readonly worker: Worker; readonly live: Live }) => AppOptions;
}

export interface Assembled {
  readonly services: Services;
  readonly engine: Engine;
  readonly worker: Worker;
  readonly app: App;
  close(): Promise<void>;
}

/** Puts a server together over any store. No Node in it: the same runs in a browser over the memory store. */
export function assemble(options: AssembleOptions): Assembled {
  const { store, newId } = options;
  const engine = createEngine({ registry: createRegistry(options.workflows), store, newId });
  const siteTables = createSiteTables(
    store,
    { facilities: [shippedPolicy], 'redaction-reasons': shippedReasons },
    (name) => types.saved(name),
  );
  const policies = createPolicies(siteTables);
  const ruleVersions = createRuleVersions({
    registry: engine.registry,
    store,
    formerRules: createFormerLetterRules(store),
  });
  const ruleChanges = createRuleChanges({ engine, versions: ruleVersions, policies, newId });
  const { reading = null, letterChannels = { mail: null, hl7: null } } = options;
  const leaves = createLeaves(store);
  const names = createNames(store);
  const sites = createSites({ policies, ruleVersions, leaves, siteTables });
  const exceptions = createExceptionSweep({ engine, policies, wake: () => worker.wake() });
  const intake = createIntake({
    engine,
    policies,
    sites,
    siteTables,
    newId,
    defaultFacility: options.defaultFacility,
    onOutcome: exceptions.heard,
  });
  const types = createTypeReview({
    store,
    siteTables,
    policies,
    intake,
    wake: () => worker.wake(),
  });
  const letters = createLetters({
    engine,
    policies,
    siteTables,
    ruleVersions,
    names,
    leaves,
    channels: letterChannels,
  });
  const own = effectHandlers({ store, reading, intake, letters });
  const worker = createWorker({
    engine,
    handlerOf: (type) => own.get(type) ?? options.handlerOf(type),
    chores: [
      exceptions,
      createFeedWatch({ engine, policies, siteTables }),
      types,
      createRetention({ store, siteTables, policies, newId, wake: () => worker.wake() }),
    ],
    random: Math.random,
    onError: options.onError,
  });
  const live = createLive(store, Date.now());
  const { setNow } = options;
  const people = createPeople(store);
  const services: Services = {
    engine,
    store,
    policies,
    explainer: createChartExplainer({
      registry: engine.registry,
      store,
      sites,
      siteTables,
      policies,
    }),
    siteTables,
    covers: createCovers(siteTables, policies),
    ruleVersions,
    ruleChanges,
    refusalToDecide: createRefusalToDecide(ruleVersions, ruleChanges),
    live,
    jobs: createJobs(store),
    reading,
    onError: (error) => options.onError(error, 'in the background'),
    newId,
    names,
    intake,
    leaves,
    letters,
    // Tokens live by the real clock, whatever the virtual one says.
    auth: createAuthenticator({ ...options, now: Date.now, personOf: people.bySubject }),
    oidc: options.oidc === undefined ? null : createOidc(options.oidc),
    people,
    allowedOrigins: options.allowedOrigins,
    metrics: options.metricsOf?.({ worker, live }) ?? (async () => ''),
    ...(setNow === undefined
      ? {}
      : {
          setNow: async (at: number) => {
            await setNow(at);
            await worker.drain();
          },
        }),
  };
  return {
    services,
    engine,
    worker,
    app: createApp(services, options.app?.({ worker, live })),
    close: async () => {
      // What is being read is read again at the next start.
      reading?.close();
      await worker.stop();
      live.close();
      await store.close();
    },
  };
}
