import { purpose } from './purpose.js';
import { getToken } from './session.js';
import { t } from './words.js';

/** An answer the server refused: `code` and `status` as RFC 9457 problems have them, the words for a person. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? t('error.status', { status }));
    this.status = status;
    this.code = problem.code ?? '';
  }
}

/** Asks the server as the one who is signed in, with the purpose that stands. `version` becomes If-Match. */
export async function api(path, { method, body, version, key } = {}) {
  const response = await send(path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      Accept: 'application/json, application/fhir+json;q=0.9',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(version === undefined ? {} : { 'If-Match': `"${version}"` }),
      ...(key === undefined ? {} : { 'Idempotency-Key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

/** Gives the reader a file: a link alone could not carry the token. */
export async function download(path, name, accept) {
  const response = await send(path, { headers: { Accept: accept } });
  const address = URL.createObjectURL(await response.blob());
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** What the user may not see is left out rather than shown as a failure. */
export async function allowed(asking) {
  return asking.catch((error) => {
    if (error.status === 403 || error.status === 404) return undefined;
    throw error;
  });
}

async function send(path, init, isSecond = false) {
  const { token } = await getToken(isSecond ? 'denied' : 'start');
  const headers = {
    ...init.headers,
    Authorization: `Bearer ${token}`,
    ...(purpose() === '' ? {} : { 'X-Purpose-Of-Use': purpose() }),
  };
  const response = await fetch(path, { ...init, headers }).catch(() => {
    throw new Refused(0, { detail: t('error.offline') });
  });
  if (response.status === 401 && !isSecond) return send(path, init, true);
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  // FHIR calls refuse with an OperationOutcome.
  throw new Refused(response.status, { detail: problem.issue?.[0]?.details?.text, ...problem });
}
