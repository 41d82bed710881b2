import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  SignJWT,
} from 'jose';
import { z } from 'zod';
import { Refusal } from '../engine/errors.ts';
import { Grant, type User } from '../engine/model/user.ts';

/** From a bearer token to a user with role grants. */
export interface Authenticator {
  /** @throws Refusal `not-signed-in` with what to do */
  userOf(token: string): Promise<User>;
  issue(user: User, seconds: number): Promise<{ token: string; expiresAt: string }>;
  /** A value only this server can have made and can read back, for a time: what a browser carries through a sign-in. */
  seal(value: unknown, seconds: number): Promise<string>;
  /** The sealed value; undefined when it is not ours or too old. */
  unseal(sealed: string): Promise<unknown>;
  /** The user an identity provider describes in the claim `chartkeeper`; null when it describes none. */
  userInClaims(identity: {
    subject: string;
    name: string;
    claims: Readonly<Record<string, unknown>>;
  }): User | null;
  /** The people one may sign in as where demo data runs; null elsewhere. */
  readonly demoUsers: ReadonlyMap<string, User> | null;
}

/** A foreign issuer whose tokens are believed: its keys are fetched, cached and follow rotation. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** How soon its keys may be fetched again when a token names an unknown one. */
  readonly keysCooldownMs?: number;
}

export interface AuthOptions {
  /** The server's own key, 32 random bytes or more. */
  readonly secret: Uint8Array;
  readonly issuers: readonly TrustedIssuer[];
  readonly demoUsers: ReadonlyMap<string, User> | null;
  readonly now: () => number;
  /** Grants of a person known to a foreign issuer only by subject. */
  readonly personOf?: (subject: string) => Promise<User | null | undefined>;
}

const ownIssuer = 'urn:chartkeeper';
/** Sealed values are no tokens: another issuer keeps the one from passing as the other. */
const sealIssuer = 'urn:chartkeeper:sealed';

/** What our own tokens say of a user, and what a trusted issuer may say in the claim `chartkeeper`. */
const OwnClaims = z.object({
  grants: z.array(Grant).min(1),
  practitionerId: z.string().optional(),
  patientId: z.string().optional(),
});

export function createAuthenticator(options: AuthOptions): Authenticator {
  const trusted = new Map(
    options.issuers.map((one) => [one.issuer, { ...one, keys: remoteKeys(one) }]),
  );
  const verifyOwn = async (token: string): Promise<User> => {
    const { payload } = await jwtVerify(token, options.secret, {
      issuer: ownIssuer,
      algorithms: ['HS256'],
      currentDate: new Date(options.now()),
    });
    return userFrom(payload);
  };
  const verifyForeign = async (token: string, issuer: string): Promise<User> => {
    const from = trusted.get(issuer);
    if (from === undefined)
      throw notSignedIn('This token comes from an issuer this server does not trust.');
    const { payload } = await jwtVerify(token, await from.keys(), {
      issuer,
      audience: from.audience,
    });
    const person = payload.sub === undefined ? undefined : await options.personOf?.(payload.sub);
    if (person === null)
      throw notSignedIn(
        'You may not sign in here any more. Ask an administrator if that is wrong.',
      );
    return person ?? userFrom(payload);
  };
  return {
    demoUsers: options.demoUsers,
    userOf: async (token) => {
      try {
        const issuer = issuerOf(token);
        return await (issuer === ownIssuer ? verifyOwn(token) : verifyForeign(token, issuer));
      } catch (error) {
        if (error instanceof errors.JWTExpired)
          throw notSignedIn('The sign-in has run out. Sign in again.');
        if (error instanceof Refusal) throw error;
        if (error instanceof errors.JOSEError)
          throw notSignedIn('The token is not valid. Sign in again.');
        throw error;
      }
    },
    seal: async (value, seconds) =>
      new SignJWT({ value })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(sealIssuer)
        .setExpirationTime(Math.floor(options.now() / 1000) + seconds)
        .sign(options.secret),
    unseal: async (sealed) => {
      try {
        const checks = {
          issuer: sealIssuer,
          algorithms: ['HS256'],
          currentDate: new Date(options.now()),
        };
        return (await jwtVerify(sealed, options.secret, checks)).payload.value;
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
    userInClaims: ({ subject, name, claims }) => {
      const own = OwnClaims.safeParse(claims.chartkeeper);
      return own.success ? toUser(subject, name, own.data) : null;
    },
    issue: async (user, seconds) => {
      const at = Math.floor(options.now() / 1000);
      const { id, name, ...chartkeeper } = user;
      const token = await new SignJWT({ name, chartkeeper })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(ownIssuer)
        .setSubject(id)
        .setIssuedAt(at)
        .setExpirationTime(at + seconds)
        .sign(options.secret);
      return { token, expiresAt: new Date((at + seconds) * 1000).toISOString() };
    },
  };
}

/** The keys of an issuer, found by discovery at first use; jose fetches them again when a token names a new one. */
function remoteKeys({
  issuer,
  keysCooldownMs = 5000,
}: TrustedIssuer): () => Promise<JWTVerifyGetKey> {
  let known: Promise<JWTVerifyGetKey> | null = null;
  const discover = async (): Promise<JWTVerifyGetKey> => {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    const { jwks_uri: url } = z.object({ jwks_uri: z.url() }).parse(await response.json());
    return createRemoteJWKSet(new URL(url), { cooldownDuration: keysCooldownMs });
  };
  return () => {
    known ??= discover().catch(() => {
      known = null;
      throw new Refusal(
        'unavailable',
        `The issuer ${issuer} does not answer as it should. Try again, or tell the administrator.`,
      );
    });
    return known;
  };
}

function issuerOf(token: string): string {
  try {
    decodeProtectedHeader(token);
    const middle = token.split('.')[1] ?? '';
    const payload: unknown = JSON.parse(atob(middle.replaceAll('-', '+').replaceAll('_', '/')));
    return String((payload as { iss?: unknown }).iss ?? '');
  } catch {
    throw notSignedIn('The token cannot be read. Sign in again.');
  }
}

function userFrom(payload: JWTPayload): User {
  const claims = OwnClaims.safeParse(payload.chartkeeper);
  if (!claims.success || payload.sub === undefined) {
    throw notSignedIn(
      'The token carries no role here. Ask an administrator to enter you as a user.',
    );
  }
  return toUser(
    payload.sub,
    typeof payload.name === 'string' ? payload.name : payload.sub,
    claims.data,
  );
}

function toUser(
  id: string,
  name: string,
  { grants, practitionerId, patientId }: z.infer<typeof OwnClaims>,
): User {
  return {
    id,
    name,
    grants,
    ...(practitionerId === undefined ? {} : { practitionerId }),
    ...(patientId === undefined ? {} : { patientId }),
  };
}

function notSignedIn(message: string): Refusal {
  return new Refusal('not-signed-in', message);
}
