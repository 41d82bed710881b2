import type { User } from '../engine/model/user.ts';
import type { Department } from './department.ts';

/** Calls that send and read tables as CSV beside JSON, with the revision that was seen. */
export function textAsker(departmentOf: () => Department) {
  async function request(
    who: User,
    method: string,
    path: string,
    {
      body,
      type = 'application/json',
      revision,
    }: { body?: unknown; type?: string; revision?: number } = {},
  ) {
    const { token } = await departmentOf().server.services.auth.issue(who, 600);
    const response = await departmentOf().server.app.request(path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': type }),
        ...(revision === undefined ? {} : { 'if-match': `"${revision}"` }),
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      etag: Number(response.headers.get('etag')?.replaceAll('"', '')),
      text,
      // biome-ignore lint/suspicious/noExplicitAny: an answer of any shape, which each test looks into.
      body: (isJson ? JSON.parse(text) : null) as any,
    };
  }
  return {
    request,
    post: (who: User, path: string, body: unknown = {}) => request(who, 'POST', path, { body }),
    get: (who: User, path: string) => request(who, 'GET', path),
  };
}
