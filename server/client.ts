import { hc } from 'hono/client';
import type { App } from './app.ts';

export interface ClientOptions {
  /** Stands in for the network: `app.request` of a server in the same page. */
  readonly fetch?: typeof fetch;
  readonly headers?: () => Record<string, string> | Promise<Record<string, string>>;
}

/** A client typed from the routes: the one door between a widget and the server. */
export function createClient(endpoint: string, options: ClientOptions = {}) {
  return hc<App>(endpoint, options);
}

export type Client = ReturnType<typeof createClient>;
export type { z } from '@hono/zod-openapi';
export type { RedactionReasonRow } from './annotations/redaction-reason-row.ts';
export type {
  AnnotationShape,
  EditedAnnotation,
  NewAnnotation,
} from './annotations/web-annotation.ts';
export type * as contract from './contract.ts';
export type { FoundInChart, Version, Words } from './routes/document-calls.ts';
