import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, importJWK, type JWK, SignJWT } from 'jose';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryStore } from '../engine/memory-store.ts';
import type { User } from '../engine/model/user.ts';
import { workflows } from '../engine/workflows/index.ts';
import { type Assembled, assemble } from '../server/assemble.ts';
import { recordOnly } from '../server/effects.ts';

const publicUrl = 'http://127.0.0.1:9';
const admin: User = {
  id: 'admin',
  name: 'Admin',
  grants: [{ role: 'administrator', facilities: '*' }],
};
let issuer = '';
let provider: Server;
let server: Assembled;
let signedInAs = 'nora';

beforeAll(async () => {
  provider = createServer();
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: 'chartkeeper',
        redirect_uris: [`${publicUrl}/auth/callback`],
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    claims: { profile: ['name'] },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    conformIdTokenClaims: false,
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, name: `Name of ${sub}` }) }),
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: 'chartkeeper',
        accountId: ctx.oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    cookies: { keys: ['a key of the test provider'] },
    jwks: { keys: [await privateJwk('first')] },
  });
  const answer = oidc.callback();
  provider.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/')) {
      void oidc.interactionFinished(
        request,
        response,
        { login: { accountId: signedInAs } },
        { mergeWithLastSubmission: false },
      );
    } else void answer(request, response);
  });
  server = assemble({
    store: createMemoryStore(),
    workflows,
    newId: () => crypto.randomUUID(),
    secret: crypto.getRandomValues(new Uint8Array(32)),
    issuers: [],
    oidc: { issuer, clientId: 'chartkeeper', publicUrl },
    demoUsers: null,
    allowedOrigins: [],
    defaultFacility: 'main',
    handlerOf: () => recordOnly,
    onError: (error) => {
      throw error;
    },
  });
});
afterAll(async () => {
  await server.close();
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
});

async function privateJwk(kid: string): Promise<JWK> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' };
}

type Jar = Map<string, string>;

function remember(jar: Jar, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
    if (/max-age=0/i.test(line) || value === '') jar.delete(name);
    else jar.set(name, value);
  }
}
const cookies = (jar: Jar): string =>
  [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
const ask = async (jar: Jar, path: string, init: RequestInit = {}): Promise<Response> => {
  const headers = { ...(init.headers as Record<string, string>), cookie: cookies(jar) };
  const response = await server.app.request(`${publicUrl}${path}`, { ...init, headers });
  remember(jar, response);
  return response;
};

/** What a browser does between "Sign in" and the way back, up to the callback address. */
async function throughProvider(own: Jar): Promise<string> {
  const begun = await ask(own, '/auth/login');
  expect(begun.status).toBe(302);
  const theirs: Jar = new Map();
  let location = begun.headers.get('location') ?? '';
  const asked = new URL(location).searchParams;
  expect([
    asked.get('code_challenge_method'),
    asked.get('response_type'),
    asked.has('nonce'),
    asked.has('state'),
  ]).toEqual(['S256', 'code', true, true]);
  while (location.startsWith(issuer)) {
    const response = await fetch(location, {
      redirect: 'manual',
      headers: { cookie: cookies(theirs) },
    });
    remember(theirs, response);
    location = new URL(response.headers.get('location') ?? '', issuer).href;
  }
  return location.slice(publicUrl.length);
}

const enter = async (subject: string, fields: object = {}): Promise<void> => {
  const { token } = await server.services.auth.issue(admin, 60);
  const response = await server.app.request(`/api/people/${subject}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      id: subject,
      name: 'Nora Analyst',
      grants: [{ role: 'analyst', facilities: ['north'] }],
      ...fields,
    }),
  });
  expect(response.status).toBe(200);
};

describe('sign-in through an identity provider', () => {
  test('a person entered by an administrator signs in with PKCE and gets tokens by cookie, on our own page only', async () => {
    await enter('nora');
    signedInAs = 'nora';
    const jar: Jar = new Map();
    const back = await ask(jar, await throughProvider(jar));
    expect([back.status, back.headers.get('location')]).toEqual([302, '/']);
    const { token } = (await (await ask(jar, '/auth/token', { method: 'POST' })).json()) as {
      token: string;
    };
    const me = await server.app.request('/api/me', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await me.json()).toMatchObject({
      id: 'nora',
      grants: [{ role: 'analyst', facilities: ['north'] }],
    });
    await enter('nora', { isActive: false });
    expect((await ask(jar, '/auth/token', { method: 'POST' })).status).toBe(401);
    await enter('nora');
    const foreign = await ask(jar, '/auth/token', {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(foreign.status).toBe(403);
    await ask(jar, '/auth/logout', { method: 'POST' });
    expect((await ask(jar, '/auth/token', { method: 'POST' })).status).toBe(401);
    const trail = await server.services.store.audit({ userId: 'nora', limit: 5 });
    expect(trail.map((row) => [row.action, row.what])).toEqual([['sign-in', 'oidc']]);
  });

  test('refuses one who has no role here, one who was made inactive, a callback of another flow and a used code', async () => {
    signedInAs = 'stranger';
    const jar: Jar = new Map();
    expect((await ask(jar, await throughProvider(jar))).status).toBe(403);
    await enter('gone', { isActive: false });
    signedInAs = 'gone';
    expect((await ask(new Map(jar), await throughProvider(jar))).status).toBeGreaterThanOrEqual(
      401,
    );
    signedInAs = 'nora';
    const one: Jar = new Map();
    const other: Jar = new Map();
    const callback = await throughProvider(one);
    await throughProvider(other);
    expect((await ask(other, callback)).status).toBe(401);
    expect((await ask(new Map(), callback)).status).toBe(401);
    const copy = new Map(one);
    expect((await ask(one, callback)).status).toBe(302);
    expect((await ask(copy, callback)).status).toBe(401);
  });

  test('where no administrator asks, people cannot be listed or entered', async () => {
    const { token } = await server.services.auth.issue(
      { ...admin, grants: [{ role: 'manager', facilities: '*' }] },
      60,
    );
    const response = await server.app.request('/api/people', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(403);
  });
});

describe('bearer tokens of an embedding host', () => {
  test('are believed from a trusted issuer for our audience, also after it has changed its key, and from nobody else', async () => {
    let keys: JWK[] = [await privateJwk('one')];
    const host = createServer((request, response) => {
      const { port } = host.address() as AddressInfo;
      const origin = `http://127.0.0.1:${port}`;
      const open = keys.map(({ kty, n, e, kid, alg, use }) => ({ kty, n, e, kid, alg, use }));
      const body = request.url?.endsWith('openid-configuration')
        ? { issuer: origin, jwks_uri: `${origin}/keys` }
        : { keys: open };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
    const trusting = assemble({
      store: createMemoryStore(),
      workflows,
      newId: () => crypto.randomUUID(),
      secret: crypto.getRandomValues(new Uint8Array(32)),
      issuers: [{ issuer: origin, audience: 'chartkeeper', keysCooldownMs: 0 }],
      demoUsers: null,
      allowedOrigins: [],
      defaultFacility: 'main',
      handlerOf: () => recordOnly,
      onError: () => {},
    });
    const tokenBy = async (jwk: JWK, claims: object = {}, audience = 'chartkeeper') =>
      new SignJWT({
        name: 'Host User',
        chartkeeper: { grants: [{ role: 'coder', facilities: '*' }] },
        ...claims,
      })
        .setProtectedHeader({ alg: 'RS256', kid: jwk.kid ?? '' })
        .setIssuer(origin)
        .setSubject('host-user')
        .setAudience(audience)
        .setExpirationTime('5m')
        .sign(await importJWK(jwk, 'RS256'));
    const statusOf = async (token: string) =>
      (await trusting.app.request('/api/me', { headers: { authorization: `Bearer ${token}` } }))
        .status;
    const [first] = keys;
    if (first === undefined) throw new Error('no key');
    expect(await statusOf(await tokenBy(first))).toBe(200);
    expect(await statusOf(await tokenBy(first, {}, 'another'))).toBe(401);
    expect(await statusOf(await tokenBy(first, { chartkeeper: { grants: [] } }))).toBe(401);
    expect(await statusOf(await tokenBy({ ...(await privateJwk('one')) }))).toBe(401);
    const second = await privateJwk('two');
    keys = [second];
    expect(await statusOf(await tokenBy(second))).toBe(200);
    const { people, store } = trusting.services;
    const gone = { subject: 'host-user', isActive: false, id: 'host-user', name: 'Host User' };
    const [audit] = await server.services.store.audit({ limit: 1 });
    if (audit === undefined) throw new Error('no audit row');
    await people.save({ ...gone, grants: [{ role: 'coder', facilities: '*' }] }, audit);
    expect(await statusOf(await tokenBy(second))).toBe(401);
    expect(await store.audit({ limit: 2 })).toHaveLength(1);
    await trusting.close();
    await new Promise((resolve) => host.close(resolve));
  });
});
