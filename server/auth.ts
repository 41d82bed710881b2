import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
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
  /** The people one may sign in as where demo data runs; null elsewhere. */
  readonly demoUsers: ReadonlyMap<string, User> | null;
  readonly hasOidc: boolean;
}

/** A foreign issuer whose tokens are believed: its keys are fetched, cached and follow rotation. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
}

export interface AuthOptions {
  /** The server's own key, 32 random bytes or more. */
  readonly secret: Uint8Array;
  readonly issuers: readonly TrustedIssuer[];
  readonly demoUsers: ReadonlyMap<string, User> | null;
  readonly now: () => number;
  /** Grants of a person known to a foreign issuer only by subject. */
  readonly personOf?: (issuer: string, subject: string) => Promise<User | undefined>;
}

const ownIssuer = 'urn:chartkeeper';

/** What our own tokens say of a user, and what a trusted issuer may say in the claim `chartkeeper`. */
const OwnClaims = z.object({
  grants: z.array(Grant).min(1),
  practitionerId: z.string().optional(),
  patientId: z.string().optional(),
});

export function createAuthenticator(options: AuthOptions): Authenticator {
  const keys = new Map(
    options.issuers.map((one) => [
      one.issuer,
      { ...one, keys: createRemoteJWKSet(new URL(one.jwksUrl)) },
    ]),
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
    const trusted = keys.get(issuer);
    if (trusted === undefined)
      throw notSignedIn('This token comes from an issuer this server does not trust.');
    const { payload } = await jwtVerify(token, trusted.keys, {
      issuer,
      audience: trusted.audience,
    });
    const person =
      payload.sub === undefined ? undefined : await options.personOf?.(issuer, payload.sub);
    return person ?? userFrom(payload);
  };
  return {
    demoUsers: options.demoUsers,
    hasOidc: options.issuers.length > 0,
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
  const { grants, practitionerId, patientId } = claims.data;
  return {
    id: payload.sub,
    name: typeof payload.name === 'string' ? payload.name : payload.sub,
    grants,
    ...(practitionerId === undefined ? {} : { practitionerId }),
    ...(patientId === undefined ? {} : { patientId }),
  };
}

function notSignedIn(message: string): Refusal {
  return new Refusal('not-signed-in', message);
}
