import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs everything: the checks, the vitest suites, the widgets in a real browser. Ends with one plain line.
 * `--only properties faults` runs those vitest files alone (the soak).
 */
const only = process.argv.includes('--only')
  ? process.argv.slice(process.argv.indexOf('--only') + 1)
  : null;
const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-run-'));
const report = join(folder, 'vitest.json');
const browserReport = join(folder, 'browser.json');

interface Tally {
  passed: number;
  failed: number;
}

const tally: Tally = { passed: 0, failed: 0 };
if (only === null) count('check', await run('npm', ['run', '--silent', 'check']));
const vitest = await run('vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...(only ?? []),
]);
add(vitest, vitestTally());
if (only === null) {
  const browser = await run('wtr', ['--config', 'test/browser.config.mjs'], {
    CHARTKEEPER_BROWSER_REPORT: browserReport,
  });
  add(browser, browserTally());
}
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed\n`);
process.exitCode = tally.failed === 0 ? 0 : 1;

function run(
  command: string,
  args: readonly string[],
  extra: Record<string, string> = {},
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...extra } });
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function count(name: string, exitCode: number): void {
  if (exitCode === 0) tally.passed += 1;
  else {
    tally.failed += 1;
    process.stdout.write(`${name} failed\n`);
  }
}

/** A runner that ended badly without naming a failed test has failed all the same. */
function add(exitCode: number, found: Tally): void {
  tally.passed += found.passed;
  tally.failed += found.failed;
  if (exitCode !== 0 && found.failed === 0) tally.failed += 1;
}

function vitestTally(): Tally {
  const read = readReport(report) as {
    numPassedTests: number;
    numFailedTests: number;
    numFailedTestSuites: number;
  } | null;
  if (read === null) return { passed: 0, failed: 1 };
  return { passed: read.numPassedTests, failed: read.numFailedTests };
}

function browserTally(): Tally {
  return (readReport(browserReport) as Tally | null) ?? { passed: 0, failed: 1 };
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
