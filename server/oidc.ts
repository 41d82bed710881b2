import * as client from 'openid-client';
import { z } from 'zod';
import { Refusal } from '../engine/errors.ts';

/** How this server is known to the hospital's identity provider. */
export interface OidcOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** Absent for a public client, which PKCE protects alone. */
  readonly clientSecret?: string;
  /** Where the browser reaches this server, `https://chartkeeper.hospital.example`. */
  readonly publicUrl: string;
}

/** What must come back unchanged when the identity provider sends the browser back. */
export const Flow = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });
export type Flow = z.infer<typeof Flow>;

/** Who the identity provider says it is. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Sign-in by OpenID Connect: authorization code with PKCE; endpoints and keys by discovery. */
export interface Oidc {
  begin(): Promise<{ readonly url: string; readonly flow: Flow }>;
  /** @throws Refusal `not-signed-in` for whatever does not belong to the flow */
  finish(url: string, flow: Flow): Promise<Identity>;
}

/** Plain HTTP is for a provider on this machine only: tests and trials. */
const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

export function createOidc(options: OidcOptions): Oidc {
  const redirectUrl = `${options.publicUrl.replace(/\/$/, '')}/auth/callback`;
  let known: Promise<client.Configuration> | null = null;

  /** Discovered at the first sign-in, and again after a failure: the provider may start later than we do. */
  const configuration = (): Promise<client.Configuration> => {
    known ??= client
      .discovery(
        new URL(options.issuer),
        options.clientId,
        options.clientSecret,
        options.clientSecret === undefined ? client.None() : undefined,
        loopback.test(options.issuer) ? { execute: [client.allowInsecureRequests] } : undefined,
      )
      .catch(() => {
        known = null;
        const message = `The identity provider ${options.issuer} does not answer as it should. Try again, or tell the administrator.`;
        throw new Refusal('unavailable', message);
      });
    return known;
  };

  return {
    begin: async () => {
      const config = await configuration();
      const flow: Flow = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUrl,
        scope: 'openid profile',
        state: flow.state,
        nonce: flow.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, flow };
    },
    finish: async (url, flow) => {
      const config = await configuration();
      const { search } = new URL(url);
      try {
        const tokens = await client.authorizationCodeGrant(
          config,
          new URL(`${redirectUrl}${search}`),
          {
            pkceCodeVerifier: flow.verifier,
            expectedState: flow.state,
            expectedNonce: flow.nonce,
            idTokenExpected: true,
          },
        );
        const claims = tokens.claims();
        if (claims === undefined) throw new Error('no id token');
        const name = typeof claims.name === 'string' ? claims.name : claims.sub;
        return { issuer: claims.iss, subject: claims.sub, name, claims };
      } catch {
        throw new Refusal(
          'not-signed-in',
          'The sign-in could not be completed. Begin it again from the portal.',
        );
      }
    },
  };
}
