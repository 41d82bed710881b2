import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { AppEnv, Services } from '../context.ts';
import { Flow } from '../oidc.ts';

const sessionCookie = 'chartkeeper_session';
const flowCookie = 'chartkeeper_flow';
const sessionSeconds = 8 * 60 * 60;
const tokenSeconds = 15 * 60;
const flowSeconds = 10 * 60;

/** Sign-in through the hospital's identity provider; the page then asks for short-lived tokens by its cookie. */
export function signInRoutes({ auth, oidc, people, store, newId }: Services) {
  const routes = new Hono<AppEnv>();

  routes.get('/auth/login', async (c) => {
    if (oidc === null)
      throw new Refusal(
        'not-found',
        'This server has no identity provider. Set CHARTKEEPER_OIDC_ISSUER.',
      );
    const { url, flow } = await oidc.begin();
    setCookie(
      c,
      flowCookie,
      await auth.seal(flow, flowSeconds),
      cookieOptions(c.req.url, '/auth', flowSeconds),
    );
    return c.redirect(url);
  });

  routes.get('/auth/callback', async (c) => {
    if (oidc === null) throw new Refusal('not-found', 'This server has no identity provider.');
    const flow = Flow.safeParse(await auth.unseal(getCookie(c, flowCookie) ?? ''));
    deleteCookie(c, flowCookie, { path: '/auth' });
    if (!flow.success)
      throw new Refusal(
        'not-signed-in',
        'The sign-in took too long. Begin it again from the portal.',
      );
    const identity = await oidc.finish(c.req.url, flow.data);
    const person = await people.bySubject(identity.subject);
    const user = person === undefined ? auth.userInClaims(identity) : person;
    if (user === null) {
      throw new Refusal(
        'not-permitted',
        'You are known to the identity provider but have no role here. Ask an administrator to enter you.',
      );
    }
    await store.commit({ audit: [signInRow(user, c.get('address'))] });
    const { token } = await auth.issue(user, sessionSeconds);
    setCookie(c, sessionCookie, token, cookieOptions(c.req.url, '/auth', sessionSeconds));
    return c.redirect('/');
  });

  routes.post('/auth/token', async (c) => {
    assertOwnPage(c.req.header('sec-fetch-site'), c.req.header('origin'), c.req.url);
    // Asked anew each time: who was made inactive, or lost a role, loses it within one token's life.
    const user = await people.present(await auth.userOf(getCookie(c, sessionCookie) ?? ''));
    if (user === null)
      throw new Refusal('not-signed-in', 'Your access has ended. Ask an administrator.');
    c.header('cache-control', 'no-store');
    return c.json({ ...(await auth.issue(user, tokenSeconds)), user });
  });

  routes.post('/auth/logout', (c) => {
    assertOwnPage(c.req.header('sec-fetch-site'), c.req.header('origin'), c.req.url);
    deleteCookie(c, sessionCookie, { path: '/auth' });
    return c.body(null, 204);
  });

  return routes;

  function signInRow(user: User, fromAddress: string | null) {
    return {
      id: newId(),
      at: store.now(),
      userId: user.id,
      userName: user.name,
      role: user.grants[0]?.role ?? 'none',
      action: 'sign-in' as const,
      what: 'oidc',
      patientId: null,
      encounterId: null,
      instanceId: null,
      purpose: null,
      fromAddress,
    };
  }
}

function cookieOptions(url: string, path: string, maxAge: number) {
  return {
    httpOnly: true,
    sameSite: 'Lax' as const,
    secure: url.startsWith('https:'),
    path,
    maxAge,
  };
}

/** A token is given to our own page only, never to another site that makes the browser ask. */
function assertOwnPage(
  fetchSite: string | undefined,
  origin: string | undefined,
  url: string,
): void {
  const isOwn =
    fetchSite === undefined
      ? origin === undefined || origin === new URL(url).origin
      : fetchSite === 'same-origin';
  if (!isOwn)
    throw new Refusal(
      'not-permitted',
      'Tokens by cookie are for this server’s own page. A host portal brings its own token.',
    );
}
