import { expect, fixture, oneEvent } from '@open-wc/testing';
import { html } from 'lit';
import '../define.ts';
import { drawn, isDrawn, rowsOf, until } from '../test-desk.ts';
import { openHospital } from '../test-hospital.ts';
import { createTestNetwork } from '../test-network.ts';
import type { HimApp } from './app.ts';
import { createTokenSource, type GetToken, type TokenReason } from './token-source.ts';

const inAnHour = (): number => Date.now() + 3_600_000;

async function connected() {
  const hospital = await openHospital();
  const network = createTestNetwork(hospital.app);
  const page = (getToken?: GetToken) =>
    fixture<HimApp>(
      html`<him-app .fetch=${network.fetch} .getToken=${getToken}><him-queue></him-queue></him-app>`,
    );
  return { hospital, network, page, getToken: () => hospital.tokenOf('analyst') };
}

const queueIn = (app: HimApp) =>
  app.querySelector('him-queue') as HTMLElementTagNameMap['him-queue'];

describe('him-app', () => {
  it('asks the host for a token before it asks the server for anything', async () => {
    const { network, page, getToken } = await connected();
    const app = await page();
    expect(network.requests).to.deep.equal([]);
    app.getToken = getToken;
    await drawn(queueIn(app), '.row');
    expect(network.requests).to.include('GET /api/queues');
  });

  it('asks for another token once when the server refuses one, and goes on as if nothing had been', async () => {
    const { hospital, network, page } = await connected();
    network.disturb('GET /api/queues', 'lost token');
    const reasons: TokenReason[] = [];
    const app = await page(async (reason) => {
      reasons.push(reason);
      return hospital.tokenOf('analyst');
    });
    await drawn(queueIn(app), '.row');
    expect(reasons).to.deep.equal(['start', 'denied']);
    const asked = network.requests.filter((line) => line === 'GET /api/queues');
    expect(asked).to.have.length(2);
  });

  it('tells the host when it gets no token, and offers to sign in again', async () => {
    const { page, getToken } = await connected();
    let isSignedIn = false;
    const lost = oneEvent(window, 'him-auth-lost');
    const app = await page(async () => {
      if (!isSignedIn) throw new Error('The session has ended.');
      return getToken();
    });
    expect((await lost).detail).to.deep.equal({ reason: 'The session has ended.' });
    const again = await drawn(app, '[role="alert"] button');
    await expect(app).to.be.accessible();
    isSignedIn = true;
    again.click();
    await drawn(queueIn(app), '.row');
    expect(isDrawn(app, '[role="alert"]')).to.equal(false);
  });

  it('says when the stream of changes comes, goes and comes back', async () => {
    const { network, page, getToken } = await connected();
    const states: string[] = [];
    const app = await page();
    app.addEventListener('him-live-change', ({ detail }) => states.push(detail.state));
    app.getToken = getToken;
    await until(() => states.at(-1) === 'live', 'it is live');
    network.setOffline(true);
    await until(() => states.at(-1) === 'offline', 'it is offline');
    network.setOffline(false);
    window.dispatchEvent(new Event('online'));
    await until(() => states.at(-1) === 'live', 'it is live again');
    expect(states).to.deep.equal(['connecting', 'live', 'connecting', 'offline', 'live']);
  });

  it('starts afresh for another user: nothing of the one before stays on the page', async () => {
    const { hospital, page, getToken } = await connected();
    const app = await page(getToken);
    await drawn(queueIn(app), '.row');
    app.getToken = () => hospital.tokenOf('release-specialist');
    await until(() => rowsOf(queueIn(app)).length === 0, 'the rows are gone');
  });

  it('keeps no token in storage, cookies, markup or on the element itself', async () => {
    const { hospital, page } = await connected();
    let token = '';
    const app = await page(async () => {
      const given = await hospital.tokenOf('analyst');
      token = given.token;
      return given;
    });
    await drawn(queueIn(app), '.row');
    const own = Object.values(Object.getOwnPropertyDescriptors(app)).map((one) => one.value);
    const texts = own.filter((value) => typeof value === 'string');
    const stored = [...Object.values(localStorage), ...Object.values(sessionStorage)];
    expect(token).not.to.equal('');
    for (const place of [...texts, ...stored, document.cookie, document.documentElement.outerHTML])
      expect(place).not.to.contain(token);
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
