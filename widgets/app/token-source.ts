/** Why the host is asked for a token: the first one, one about to end, or one the server refused. */
export type TokenReason = 'start' | 'expired' | 'denied';

export interface Token {
  readonly token: string;
  /** ISO instant or epoch milliseconds. */
  readonly expiresAt: string | number;
}

export type GetToken = (reason: TokenReason) => Promise<Token>;

export interface TokenSource {
  current(): Promise<string>;
  renew(reason: TokenReason): Promise<string>;
}

const refreshBeforeMs = 60_000;

/** Keeps one token in memory and asks the host for a new one a minute before it ends; never twice at once. */
export function createTokenSource(getToken: GetToken, now: () => number = Date.now): TokenSource {
  let held: Token | undefined;
  let asking: Promise<string> | undefined;

  function renew(reason: TokenReason): Promise<string> {
    asking ??= ask(reason).finally(() => {
      asking = undefined;
    });
    return asking;
  }

  async function ask(reason: TokenReason): Promise<string> {
    held = undefined;
    held = await getToken(reason);
    return held.token;
  }

  return {
    renew,
    async current(): Promise<string> {
      if (held === undefined) return renew('start');
      const endsAt = new Date(held.expiresAt).getTime();
      return endsAt - now() < refreshBeforeMs ? renew('expired') : held.token;
    },
  };
}
