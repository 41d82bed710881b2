import type { Connection } from '../shared/connection.ts';
import type { View, ViewContent } from '../shared/saved-view.ts';

/** Keeping saved views: loaded by what changes them. */
export function viewWrites({ json }: Pick<Connection, 'json'>) {
  return {
    /** Keeps a view: a new one, or in the place of the version the reader saw. */
    putView(id: string, content: ViewContent, version: number | null): Promise<View> {
      const seen = version === null ? { 'If-None-Match': '*' } : { 'If-Match': `"${version}"` };
      return json<View>(`/api/views/${id}`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json', ...seen },
        body: JSON.stringify(content),
      });
    },
    removeView: (id: string) => json(`/api/views/${id}`, { method: 'DELETE' }),
  };
}
