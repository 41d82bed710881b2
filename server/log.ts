import { pino } from 'pino';

export interface Log {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** JSON lines on standard output: ids, routes and durations. Health data never reaches it. */
export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}

export const silentLog: Log = { info: () => {}, error: () => {} };
