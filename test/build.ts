import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** vitest's globalSetup: server and widgets are built once, before any test starts them. */
export function setup(): void {
  const env = { ...process.env, NODE_ENV: 'production' };
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: join(import.meta.dirname, '..'),
    env,
    stdio: 'inherit',
  });
}
