import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { DemoData, demoUsers } from '../demo/demo-data.ts';
import { loadDemo } from '../demo/load-demo.ts';
import { listen } from '../listen.ts';
import { createLog } from '../log.ts';
import { wire } from '../wire.ts';

export interface ServeOptions {
  readonly db: string;
  readonly port: number;
  readonly host: string;
  readonly empty: boolean;
  readonly clockStart?: number;
  readonly allowedOrigins: readonly string[];
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
    ...(options.clockStart === undefined ? {} : { clockStart: options.clockStart }),
    ...(config.oidc === undefined ? {} : { oidc: config.oidc }),
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
    try {
      wired.lock?.announce({ pid: process.pid, url: listening.url });
      wired.worker.start();
      const { url } = listening;
      log.info({ url, stays, demo: demo !== null }, `Chartkeeper is at ${url}`);
      await stopSignal();
    } finally {
      await listening.close();
    }
  } catch (error) {
    throw (error as { code?: string }).code === 'EADDRINUSE' ? portTaken(options.port) : error;
  } finally {
    await wired.close();
  }
}

function portTaken(port: number): Error {
  return new Error(`Port ${port} is taken. Stop what uses it, or give another with --port.`);
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}
