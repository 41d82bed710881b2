import type {
  AnnotationShape,
  contract,
  EditedAnnotation,
  FoundInChart,
  NewAnnotation,
  RedactionReasonRow,
  Version,
  Words,
  z,
} from '../../server/client.ts';
import type { App } from '../shared/app-context.ts';
import { eventKey } from '../shared/connection.ts';

export type Chart = z.infer<typeof contract.ChartShape>;
export type ChartDocument = z.infer<typeof contract.DocumentShape>;
export type DocumentWords = z.infer<typeof Words>;
export type DocumentVersion = z.infer<typeof Version>;
export type Found = z.infer<typeof FoundInChart>;
export type FoundQuote = Found['documents'][number]['hits'][number];
export type Annotation = z.infer<typeof AnnotationShape>;
export type AnnotationInput = z.input<typeof NewAnnotation>;
export type AnnotationEdit = z.input<typeof EditedAnnotation>;
export type RedactionReason = z.infer<typeof RedactionReasonRow>;

export interface Content {
  readonly bytes: ArrayBuffer;
  readonly contentType: string;
  readonly hash: string;
}

/** What the record asks of the server, over the connection of the app. */
export function recordCalls({ connection }: App) {
  const { json, request } = connection;
  const id = encodeURIComponent;
  const at = (version: number | undefined, more = ''): string => {
    const query = [
      ...(version === undefined ? [] : [`version=${version}`]),
      ...(more ? [more] : []),
    ];
    return query.length === 0 ? '' : `?${query.join('&')}`;
  };
  const sent = (method: string, body: unknown, headers: Record<string, string> = {}) => ({
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

  return {
    chart: (encounterId: string): Promise<Chart> => connection.chart(encounterId),

    async content(documentId: string, version?: number): Promise<Content> {
      const path = `/api/documents/${id(documentId)}/content${at(version)}`;
      const response = await request(path, {});
      return {
        bytes: await response.arrayBuffer(),
        contentType: response.headers.get('Content-Type') ?? '',
        hash: /[0-9a-f]{64}/.exec(response.headers.get('ETag') ?? '')?.[0] ?? '',
      };
    },
    words: (documentId: string, version?: number): Promise<DocumentWords> =>
      json(`/api/documents/${id(documentId)}/words${at(version)}`),
    /** A page as a picture, drawn by the server. */
    async picture(documentId: string, page: number, options: { dpi: number; version?: number }) {
      const query = at(options.version, `dpi=${options.dpi}`);
      const path = `/api/documents/${id(documentId)}/pages/${page}${query}`;
      return (await request(path, {})).blob();
    },
    async versions(documentId: string): Promise<DocumentVersion[]> {
      const path = `/api/documents/${id(documentId)}/versions`;
      return (await json<{ versions: DocumentVersion[] }>(path)).versions;
    },
    find: (encounterId: string, words: string): Promise<Found> =>
      json(`/api/charts/${id(encounterId)}/find`, sent('POST', { words })),

    async annotations(encounterId: string): Promise<Annotation[]> {
      const path = `/api/annotations?encounter=${id(encounterId)}`;
      return (await json<{ annotations: Annotation[] }>(path)).annotations;
    },
    annotate: (annotation: AnnotationInput): Promise<Annotation> =>
      json('/api/annotations', sent('POST', annotation, { 'Idempotency-Key': eventKey() })),
    edit: (id: string, version: number, written: AnnotationEdit): Promise<Annotation> =>
      json(id, sent('PUT', written, { 'If-Match': `"${version}"` })),
    withdraw: (annotation: Annotation, reason: string): Promise<Annotation> =>
      json(annotation.id, sent('DELETE', { reason }, { 'If-Match': `"${annotation.version}"` })),
    async reasons(): Promise<RedactionReason[]> {
      return (await json<{ reasons: RedactionReason[] }>('/api/redaction-reasons')).reasons;
    },
  };
}

export type RecordCalls = ReturnType<typeof recordCalls>;
