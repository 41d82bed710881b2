import type { AnnotationShape, z } from '../../server/client.ts';
import type { App } from '../shared/app-context.ts';
import { eventKey } from '../shared/connection.ts';

export type Note = z.infer<typeof AnnotationShape>;
export type Audience = Note['audience'];

export interface Notes {
  /** The newest first. */
  readonly notes: readonly Note[];
  /** A lead or the privacy officer removes what others wrote, too. */
  readonly mayRemoveAll: boolean;
}

/** A note as it is written: its words, and for whom it is. */
export interface Written {
  readonly text: string;
  readonly audience: Audience;
}

const removers = ['supervisor', 'manager', 'privacy-officer'];

/** What the notes ask of the server, over the connection of the app. */
export function notesCalls({ connection }: App) {
  const sent = (method: string, body: unknown, headers: Record<string, string>): RequestInit => ({
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const bodyOf = ({ text, audience }: Written) => ({
    body: [{ type: 'TextualBody', value: text }],
    audience,
  });
  return {
    async list(encounterId: string): Promise<Notes> {
      const path = `/api/annotations?encounter=${encodeURIComponent(encounterId)}`;
      const [{ annotations }, { grants }] = await Promise.all([
        connection.json<{ annotations: Note[] }>(path),
        connection.me(),
      ]);
      // What stands on a document is shown where its words are.
      const notes = annotations
        .filter(({ kind, target }) => kind === 'note' && target.documentId === null)
        .toReversed();
      return { notes, mayRemoveAll: grants.some(({ role }) => removers.includes(role)) };
    },
    add: (encounterId: string, written: Written): Promise<Note> => {
      const target = { source: `/api/charts/${encounterId}` };
      const note = { ...bodyOf(written), kind: 'note', target };
      return connection.json(
        '/api/annotations',
        sent('POST', note, { 'Idempotency-Key': eventKey() }),
      );
    },
    edit: ({ id, version }: Note, written: Written): Promise<Note> =>
      connection.json(id, sent('PUT', bodyOf(written), { 'If-Match': `"${version}"` })),
    remove: ({ id, version }: Note, reason: string): Promise<Note> =>
      connection.json(id, sent('DELETE', { reason }, { 'If-Match': `"${version}"` })),
  };
}

export function wordsIn({ body }: Note): string {
  const first = body.find((one) => one.type === 'TextualBody');
  return first?.type === 'TextualBody' ? first.value : '';
}
