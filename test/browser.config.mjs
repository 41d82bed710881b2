import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { build } from 'esbuild';
import { launchOptions } from './chromium.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const quiet = [/Lit is in dev mode/, /ResizeObserver loop/];

/** The tests of the widgets, in a real browser, under the content policy a strict host sets. */
export default {
  rootDir: root,
  files: 'widgets/**/*.test.ts',
  nodeResolve: { exportConditions: ['development', 'browser'] },
  concurrency: 2,
  // What the build lays beside the code of PDFs comes here from where the build takes it.
  middleware: [
    (context, next) => {
      context.url = context.url.replace(/^\/widgets\/record\/pdf\//, '/node_modules/pdfjs-dist/');
      return next();
    },
  ],
  plugins: [
    commonjs('@18f/us-federal-holidays'),
    esbuildPlugin({
      ts: true,
      // Import attributes of the rules' JSON stay; the browser reads them.
      target: 'esnext',
      tsconfig: fileURLToPath(new URL('../widgets/tsconfig.json', import.meta.url)),
    }),
  ],
  browsers: [
    playwrightLauncher({
      product: 'chromium',
      launchOptions: launchOptions(),
      // An odd time zone, so that a test which reads the clock's zone by accident fails here first.
      createBrowserContext: ({ browser }) =>
        browser.newContext({ timezoneId: 'Asia/Kathmandu', locale: 'en-GB' }),
    }),
  ],
  reporters: [defaultReporter(), tallyReporter(process.env.CHARTKEEPER_BROWSER_REPORT)],
  // A page that hangs has failed long before the runner's own two minutes.
  testsFinishTimeout: 60_000,
  testFramework: { config: { timeout: 5000 } },
  filterBrowserLogs: ({ args }) => !quiet.some((pattern) => pattern.test(String(args[0]))),
  testRunnerHtml: (framework) => `<!doctype html>
    <html lang="en">
      <head>
        <meta http-equiv="Content-Security-Policy" content="style-src 'self'; object-src 'none'; base-uri 'none'">
        <title>widgets</title>
        <link rel="icon" href="data:,">
      </head>
      <body><script type="module" src="${framework}"></script></body>
    </html>`,
};

/** Writes how many tests passed and failed, for `run.ts` to add up. A file that broke outside a test has failed once. */
function tallyReporter(file) {
  return {
    onTestRunFinished({ sessions }) {
      if (file === undefined) return;
      const tally = { passed: 0, failed: 0 };
      for (const session of sessions) {
        const tests = testsIn(session.testResults);
        const failed = tests.filter((test) => !test.passed && !test.skipped).length;
        tally.passed += tests.filter((test) => test.passed).length;
        tally.failed += failed === 0 && !session.passed ? 1 : failed;
      }
      writeFileSync(file, JSON.stringify(tally));
    },
  };
}

function testsIn(suite) {
  if (suite === undefined) return [];
  return [...suite.tests, ...suite.suites.flatMap(testsIn)];
}

/** Serves one CommonJS package as a module; the engine leans on it, and the tests run the engine in the page. */
function commonjs(name) {
  const require = createRequire(import.meta.url);
  const entry = require.resolve(name);
  const names = Object.keys(require(name)).filter((key) => key !== 'default');
  const source = `import all from ${JSON.stringify(entry)};
    export default all;
    export const { ${names.join(', ')} } = all;`;
  return {
    name: `commonjs-${name}`,
    async serve({ path }) {
      if (!entry.replaceAll('\\', '/').endsWith(path)) return undefined;
      const { outputFiles } = await build({
        stdin: { contents: source, resolveDir: root },
        bundle: true,
        format: 'esm',
        write: false,
      });
      return { body: outputFiles[0].text, type: 'js' };
    },
  };
}
