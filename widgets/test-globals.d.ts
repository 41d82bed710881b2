/** What mocha puts on the page for the browser tests. */
declare function describe(name: string, body: () => void): void;
declare function it(
  name: string,
  body: (this: { timeout(ms: number): void }) => void | Promise<void>,
): void;
declare function beforeEach(body: () => void | Promise<void>): void;
declare function afterEach(body: () => void | Promise<void>): void;
