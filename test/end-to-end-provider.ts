import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** A hospital's identity provider that knows one analyst and signs her in without asking. */
export interface IdentityProvider {
  readonly issuer: string;
  close(): Promise<void>;
}

const claims = {
  sub: 'nora',
  name: 'Nora Field',
  chartkeeper: { grants: [{ role: 'analyst', facilities: '*' }] },
};

/** `portalUrl`: where the portal is that people come from and go back to. */
export async function startProvider(portalUrl: string): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'chartkeeper',
        redirect_uris: [`${portalUrl}/auth/callback`],
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    claims: { profile: ['name', 'chartkeeper'] },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    conformIdTokenClaims: false,
    findAccount: (_, sub) => ({ accountId: sub, claims: () => claims }),
    loadExistingGrant: async (ctx) => {
      const { accountId = '' } = ctx.oidc.session ?? {};
      const grant = new ctx.oidc.provider.Grant({ clientId: 'chartkeeper', accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    cookies: { keys: ['a key of the test provider'] },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/')) {
      const login = { login: { accountId: claims.sub } };
      void provider.interactionFinished(request, response, login, {
        mergeWithLastSubmission: false,
      });
    } else void answer(request, response);
  });
  return { issuer, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
