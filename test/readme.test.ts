import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('the README', () => {
  test('shows the example as it stands, and it runs', () => {
    const file = 'examples/first-steps/main.ts';
    const shown = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
    expect(shown).toBe(readFileSync(join(root, file), 'utf8'));
    const said = execFileSync(process.execPath, [file], { cwd: root, encoding: 'utf8' });
    expect(said.split('\n').map((line) => line.replace(/\d{4}-\d\d-\d\d/, 'DATE'))).toEqual([
      'Find the missing pages DATE',
      'start File Clerk',
      'loan.return File Clerk',
      'loan.find File Clerk',
      '',
    ]);
  });

  test('names only files that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });
});
