import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config, MllpConfig } from '../config.ts';
import { DemoData, demoUsers } from '../demo/demo-data.ts';
import { hospitalJob } from '../demo/demo-setting.ts';
import type { CreateHospital } from '../demo/hospital-feed.ts';
import { loadDemo } from '../demo/load-demo.ts';
import { loadHospital } from '../demo/load-hospital.ts';
import { listen } from '../listen.ts';
import { createLog, type Log } from '../log.ts';
import type { MllpListening } from '../mllp/listen.ts';
import { serveMllp } from '../mllp/serve-mllp.ts';
import { type Wired, wire } from '../wire.ts';

export interface ServeOptions {
  readonly db: string;
  readonly port: number;
  readonly host: string;
  readonly empty: boolean;
  /** Inpatient discharges of the generated hospital behind the hand-made stays; 0 for none. */
  readonly discharges: number;
  readonly seed: string;
  readonly clockStart?: number;
  readonly allowedOrigins: readonly string[];
  readonly mllp: MllpConfig;
  /** The project's own folder: portal, widgets and demo data are found from it. */
  readonly root: string;
}

/** Runs the server until it is asked to stop; then lets running work end and closes the database. */
export async function runServer(config: Config, options: ServeOptions): Promise<void> {
  const log = createLog(config.logLevel);
  const demoFile = join(options.root, 'examples/hospital/stays.json');
  const demo =
    options.empty || !existsSync(demoFile)
      ? null
      : DemoData.parse(JSON.parse(readFileSync(demoFile, 'utf8')));
  const wired = await wire({
    db: options.db,
    allowedOrigins: options.allowedOrigins,
    issuers: config.issuers,
    defaultFacility: config.defaultFacility,
    requestsPerMinute: config.requestsPerMinute,
    demoUsers: demo === null ? null : demoUsers(demo),
    log,
    ...clockFor(options, demo !== null),
    ...(config.oidc === undefined ? {} : { oidc: config.oidc }),
    ...(config.mail === undefined ? {} : { mail: config.mail }),
    ...(config.webhookUrl === undefined ? {} : { webhookUrl: config.webhookUrl }),
  });
  try {
    const stays = demo === null ? 0 : await loadDemo(wired.services, demo);
    const listening = await listen(wired.app, {
      port: options.port,
      host: options.host,
      portalFolder: join(options.root, 'examples/portal-plain'),
      widgetsFolder: join(options.root, 'dist/widgets'),
    });
    let mllp: MllpListening | null = null;
    let hospital: Background | null = null;
    try {
      mllp = await startMllp(wired, options.mllp, log);
      wired.lock?.announce({ pid: process.pid, url: listening.url });
      // Before anyone can know that it runs: who stops it at once is heard, too.
      const stopped = stopSignal();
      wired.worker.start();
      if (demo !== null && options.discharges > 0) hospital = loadInBackground(wired, options, log);
      const { url } = listening;
      log.info({ url, stays, demo: demo !== null }, `Chartkeeper is at ${url}`);
      await stopped;
    } finally {
      await hospital?.stop();
      // Both at once: what has come whole is answered on either side.
      await Promise.all([mllp?.close(), listening.close()]);
    }
  } catch (error) {
    const { code, port = options.port } = error as { code?: string; port?: number };
    throw code === 'EADDRINUSE' ? portTaken(port) : error;
  } finally {
    await wired.close();
  }
}

interface Background {
  /** Lets the event at work end; the next start goes on behind it. */
  stop(): Promise<void>;
}

/** The generated hospital, behind everything that somebody waits for. */
function loadInBackground({ services }: Wired, options: ServeOptions, log: Log): Background {
  let isStopped = false;
  let toldAt = 0;
  const { seed, discharges } = options;
  const load = async (): Promise<void> => {
    const { createHospital } = await import(/* @vite-ignore */ hospitalModule(options.root));
    await loadHospital(services, {
      create: createHospital as CreateHospital,
      seed,
      discharges,
      scan: (pdf) => scanned(services, pdf),
      isStopped: () => isStopped,
      onSurprise: (id, reason) =>
        log.error({ event: id, refused: reason !== null }, 'not as meant'),
      onProgress: (done, total) => {
        if (performance.now() - toldAt < tellEveryMs && done < total) return;
        toldAt = performance.now();
        log.info({ job: hospitalJob, done, total }, 'the demo hospital is loading');
      },
    });
    if (!isStopped) log.info({ job: hospitalJob }, 'the demo hospital is loaded');
  };
  const loading = load().catch((error: unknown) =>
    log.error({ error: (error as Error).message }, 'the demo hospital could not be loaded'),
  );
  return {
    stop: async () => {
      isStopped = true;
      await loading;
    },
  };
}

const tellEveryMs = 5000;

/** From the sources when the server runs from its sources, and built when it is. */
function hospitalModule(root: string): string {
  const isBuilt = import.meta.url.endsWith('.js');
  const file = isBuilt ? 'dist/server/hospital.js' : 'examples/hospital/hospital.ts';
  return pathToFileURL(join(root, file)).href;
}

/** A sheet as a scanner gives it: a picture of its first page. */
async function scanned({ reading }: Wired['services'], pdf: Uint8Array): Promise<Uint8Array> {
  if (reading === null) throw new Error('No scanner without a document reader.');
  return reading.renderPage(pdf, { page: 1, dpi: 110 });
}

async function startMllp(
  { services, metrics }: Wired,
  { port, host, tls, facilities }: MllpConfig,
  log: Log,
): Promise<MllpListening | null> {
  if (port === undefined) return null;
  const listening = await serveMllp(services, {
    port,
    host,
    facilities,
    metrics: metrics.mllp,
    log,
    ...(tls === null ? {} : { tls: readTls(tls) }),
  });
  log.info({ mllpPort: listening.port, tls: tls !== null }, 'HL7 v2 is taken over MLLP');
  return listening;
}

function readTls({ key, cert, ca }: NonNullable<MllpConfig['tls']>) {
  const read = (file: string): string => readFileSync(file, 'utf8');
  return { key: read(key), cert: read(cert), ...(ca === undefined ? {} : { ca: read(ca) }) };
}

/** Over demo data the clock may be moved on, to see what tomorrow brings. */
function clockFor(
  { clockStart }: ServeOptions,
  isDemo: boolean,
): { readonly clockStart?: number | 'running' } {
  if (clockStart !== undefined) return { clockStart };
  return isDemo ? { clockStart: 'running' } : {};
}

function portTaken(port: number): Error {
  return new Error(
    `Port ${port} is taken. Stop what uses it, or give another with --port or --mllp.`,
  );
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}
