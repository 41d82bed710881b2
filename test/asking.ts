import type { User } from '../engine/model/user.ts';
import type { Department } from './department.ts';

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Any call of a department's server, with a purpose of use and whatever headers it needs. */
export async function ask(department: Department, who: User, path: string, asked: Asked = {}) {
  const { token } = await department.server.services.auth.issue(who, 600);
  const response = await department.server.app.request(path, {
    method: asked.method ?? 'GET',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-purpose-of-use': 'HOPERAT',
      ...asked.headers,
    },
    ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
  });
  const body = (await response.json()) as Record<string, never>;
  return { status: response.status, etag: response.headers.get('etag'), body };
}
