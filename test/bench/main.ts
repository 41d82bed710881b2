import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { startPostgres } from '../postgres.ts';
import { engineRates } from './engine-rates.ts';
import { feedEndurance } from './feed-endurance.ts';
import { intakeFigures } from './intake-figures.ts';
import { listAlternatives } from './list-alternatives.ts';
import { queuePages } from './queue-pages.ts';
import { queueScrolling } from './queue-scrolling.ts';
import { recordFirstPage } from './record-first-page.ts';
import { smallFigures } from './small-figures.ts';
import { type Line, print } from './table.ts';
import { widgetSizes } from './widget-sizes.ts';

/**
 * `npm run bench`: every figure in one run; `-- small` for a quick look at fewer rounds and rows; `-- engine`, `pages`,
 * `scrolling`, `intake`, `figures`, `widgets` for one part; `-- endurance` for a feed of ten minutes, one with `small`.
 */
const isSmall = process.argv.includes('small');
const only = process.argv.slice(2).filter((word) => word !== 'small');
const wants = (part: string): boolean => only.length === 0 || only.includes(part);

execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
const postgres = await startPostgres({ fsync: true });
const lines: Line[] = [];
try {
  if (wants('engine'))
    lines.push(
      ...(await engineRates(database, isSmall ? { rounds: 3, ms: 700 } : { rounds: 7, ms: 2000 })),
    );
  if (wants('pages')) lines.push(...(await queuePages(database, isSmall ? 100_000 : 1_000_000)));
  if (wants('scrolling')) lines.push(...(await queueScrolling()));
  if (wants('intake')) lines.push(...(await intakeFigures(isSmall)));
  // Ten minutes: only when asked for.
  if (only.includes('endurance')) lines.push(await feedEndurance(isSmall ? 60 : 600));
  if (wants('figures')) lines.push(...(await smallFigures()));
  if (wants('widgets')) lines.push(...(await widgetSizes()), ...(await recordFirstPage()));
  // They are installed for it, so only when asked for.
  if (only.includes('widgets')) lines.push(...(await listAlternatives()));
} finally {
  await postgres.stop();
}
console.log(`\n${print(lines)}\n`);
process.exitCode = lines.every((line) => line.isMet) ? 0 : 1;

async function database(name: string): Promise<string> {
  const client = new pg.Client(postgres.url);
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return url.href;
}
