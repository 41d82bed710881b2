import { expect, fixture, oneEvent, waitUntil } from '@open-wc/testing';
import { html } from 'lit';
import '../define.ts';
import { startTestServer } from '../test-server.ts';
import type { HimApp } from './app.ts';
import { createTokenSource, type TokenReason } from './token-source.ts';

const inAnHour = (): number => Date.now() + 3_600_000;

describe('him-app', () => {
  it('asks the host for a token before it asks the server for anything', async () => {
    const server = startTestServer();
    const app = await fixture<HimApp>(
      html`<him-app .fetch=${server.fetch}><him-queue></him-queue></him-app>`,
    );
    expect(server.requests).to.deep.equal([]);
    app.getToken = async () => ({ token: 'test', expiresAt: inAnHour() });
    await waitUntil(() => server.requests.includes('GET /api/queues'));
  });

  it('sends the token as bearer and asks for another once when it is refused', async () => {
    const server = startTestServer();
    const reasons: TokenReason[] = [];
    const bearers: (string | null)[] = [];
    server.refuseNext('GET /api/queues', {
      status: 401,
      code: 'not-signed-in',
      detail: 'The token has ended.',
    });
    const watched: typeof fetch = (input, init) => {
      if (String(input).endsWith('/queues'))
        bearers.push(new Headers(init?.headers).get('Authorization'));
      return server.fetch(input, init);
    };
    const getToken = async (reason: TokenReason) => {
      reasons.push(reason);
      return { token: reason, expiresAt: inAnHour() };
    };
    await fixture(
      html`<him-app .fetch=${watched} .getToken=${getToken}><him-queue></him-queue></him-app>`,
    );
    await waitUntil(() => bearers.length === 2);
    expect(bearers).to.deep.equal(['Bearer start', 'Bearer denied']);
    expect(reasons).to.deep.equal(['start', 'denied']);
  });

  it('tells the host when it gets no token, and offers to sign in again', async () => {
    const server = startTestServer();
    let isSignedIn = false;
    const getToken = async () => {
      if (!isSignedIn) throw new Error('The session has ended.');
      return { token: 'test', expiresAt: inAnHour() };
    };
    const lost = oneEvent(window, 'him-auth-lost');
    const app = await fixture<HimApp>(
      html`<him-app .fetch=${server.fetch} .getToken=${getToken}><him-queue></him-queue></him-app>`,
    );
    expect((await lost).detail).to.deep.equal({ reason: 'The session has ended.' });
    await waitUntil(() => app.renderRoot.querySelector('[role="alert"] button'));
    isSignedIn = true;
    app.renderRoot.querySelector<HTMLButtonElement>('[role="alert"] button')?.click();
    await waitUntil(() => app.querySelector('him-queue')?.renderRoot.querySelector('.row'));
  });

  it('says when the stream of changes is live', async () => {
    const server = startTestServer();
    const live = new Promise<void>((resolve) => {
      const listener = (event: HTMLElementEventMap['him-live-change']) => {
        if (event.detail.state !== 'live') return;
        window.removeEventListener('him-live-change', listener as EventListener);
        resolve();
      };
      window.addEventListener('him-live-change', listener as EventListener);
    });
    const getToken = async () => ({ token: 'test', expiresAt: inAnHour() });
    await fixture(html`<him-app .fetch=${server.fetch} .getToken=${getToken}></him-app>`);
    await live;
  });

  it('keeps no token where other scripts could find it', async () => {
    const server = startTestServer();
    const getToken = async () => ({ token: 'secret-token', expiresAt: inAnHour() });
    const app = await fixture<HimApp>(
      html`<him-app .fetch=${server.fetch} .getToken=${getToken}></him-app>`,
    );
    await waitUntil(() => server.requests.length > 0);
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.to.contain('secret-token');
    expect(app.outerHTML + document.cookie).not.to.contain('secret-token');
  });
});

describe('a token source', () => {
  it('asks once however many ask it at a time', async () => {
    let asked = 0;
    const source = createTokenSource(async () => ({ token: `t${++asked}`, expiresAt: inAnHour() }));
    expect(await Promise.all([source.current(), source.current()])).to.deep.equal(['t1', 't1']);
  });

  it('asks for the next token a minute before this one ends', async () => {
    let now = 0;
    const reasons: TokenReason[] = [];
    const getToken = async (reason: TokenReason) => {
      reasons.push(reason);
      return { token: 't', expiresAt: now + 300_000 };
    };
    const source = createTokenSource(getToken, () => now);
    await source.current();
    now = 239_000;
    await source.current();
    now = 241_000;
    await source.current();
    expect(reasons).to.deep.equal(['start', 'expired']);
  });
});
