/** Who is signed in, and the token that says so; it is kept in memory only. */

let demoRole = new URLSearchParams(location.search).get('demo');
let ways = { demo: null, oidc: false };
let current;
let asked;

/** How one signs in at this server: `{demo, oidc}`. */
export async function waysToSignIn() {
  ways = await call('/api/session');
  return ways;
}

/** The session there is already: by the hospital's cookie, or as the demo role that the address names. */
export async function resume() {
  const session = await hospitalSession();
  if (session) return keep(session);
  return ways.demo?.includes(demoRole) ? signInAs(demoRole) : undefined;
}

export async function signInAs(role) {
  demoRole = role;
  return keep(await demoSession());
}

/** The widgets ask for a token when they start, a minute before it ends, and when it is refused. */
export async function getToken(reason = 'start') {
  const isFresh = current !== undefined && Date.parse(current.expiresAt) - Date.now() > 60_000;
  if (reason === 'start' && isFresh) return current;
  asked ??= (async () => keep((await hospitalSession()) ?? (await demoSession())))().finally(() => {
    asked = undefined;
  });
  return asked;
}

export function user() {
  return current?.user;
}

/** Whether the user holds one of these roles somewhere. */
export function holds(...roles) {
  return user().grants.some(({ role }) => roles.includes(role));
}

export async function signOut() {
  if (ways.oidc) await fetch('/auth/logout', { method: 'POST' });
  const query = new URLSearchParams(location.search);
  query.delete('demo');
  location.assign(`${location.pathname}${query.size > 0 ? `?${query}` : ''}`);
}

function keep(session) {
  current = session;
  const query = new URLSearchParams(location.search);
  if (demoRole !== null) query.set('demo', demoRole);
  history.replaceState(
    null,
    '',
    `${location.pathname}${query.size > 0 ? `?${query}` : ''}${location.hash}`,
  );
  return session;
}

async function hospitalSession() {
  if (!ways.oidc) return undefined;
  return call('/auth/token', { method: 'POST' }).catch((error) => {
    if (error.status !== 401) throw error;
  });
}

function demoSession() {
  if (!demoRole) throw new Error('signed-out');
  return call('/api/session', { method: 'POST', body: JSON.stringify({ demo: demoRole }) });
}

async function call(path, init) {
  const response = await fetch(path, { headers: { 'Content-Type': 'application/json' }, ...init });
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  throw Object.assign(new Error(problem.detail ?? `HTTP ${response.status}`), {
    status: response.status,
  });
}
