import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

/** What playwright-core needs to start a browser on this machine. */
export interface BrowserLaunch {
  readonly executablePath?: string;
  readonly channel?: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

/**
 * A Chromium that runs headless, as root too. On Linux x64 it comes from npm (`@sparticuz/chromium`), so a
 * bare machine needs no download and no system packages; elsewhere the installed Chrome is used.
 * `CHROME_PATH` overrules both.
 */
export function launchOptions(): BrowserLaunch {
  const env = currentEnvironment();
  const chosen = env.CHROME_PATH;
  if (chosen !== undefined) return { executablePath: chosen, args, env };
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { channel: 'chrome', args, env };
  const folder = unpacked();
  return {
    executablePath: join(folder, 'chromium'),
    args,
    env: {
      ...env,
      // libnss3 and libnspr4, which a bare Debian lacks.
      LD_LIBRARY_PATH: [join(folder, 'lib'), env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
      ...(existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }),
    },
  };
}

const args: string[] = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Unpacks once per version. The rename at the end makes it safe for several test runs to start at once. */
function unpacked(): string {
  const source = fileURLToPath(new URL('../../bin/', import.meta.resolve('@sparticuz/chromium')));
  const manifest = JSON.parse(readFileSync(join(source, '../package.json'), 'utf8')) as {
    version: string;
  };
  const target = join(tmpdir(), `chartkeeper-chromium-${manifest.version}`);
  if (existsSync(target)) return target;

  const staging = `${target}.${process.pid}`;
  mkdirSync(staging, { recursive: true });
  writeFileSync(join(staging, 'chromium'), brotli(join(source, 'chromium.br')), { mode: 0o755 });
  for (const archive of ['al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br']) {
    execFileSync('tar', ['-x', '-C', staging], { input: brotli(join(source, archive)) });
  }
  try {
    renameSync(staging, target);
  } catch (error) {
    // Another run was first; its copy is as good as ours.
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

function brotli(path: string): Buffer {
  return brotliDecompressSync(readFileSync(path));
}

function currentEnvironment(): Record<string, string> {
  const known = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(known);
}
