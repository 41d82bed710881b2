import { expect, test } from 'vitest';
import { createKeyedLock } from './keyed-lock.ts';

/** A task that ends when it is told to. */
function heldTask() {
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { run: () => ended, end };
}

test('what is slow delays its own key alone', async () => {
  const lock = createKeyedLock();
  const slow = heldTask();
  const done: string[] = [];
  const first = lock.run('a', slow.run).then(() => done.push('a1'));
  const second = lock.run('a', async () => void done.push('a2'));
  await lock.run('b', async () => void done.push('b1'));
  expect(done).toEqual(['b1']);
  slow.end();
  await Promise.all([first, second]);
  expect(done).toEqual(['b1', 'a1', 'a2']);
});

test('what fails does not keep the next from running', async () => {
  const lock = createKeyedLock();
  const failed = lock.run('a', async () => {
    throw new Error('poisoned');
  });
  const next = lock.run('a', async () => 'next');
  await expect(failed).rejects.toThrow('poisoned');
  expect(await next).toBe('next');
});

test('a task of two keys waits for both, and those after it wait for it, in whatever order they are named', async () => {
  const lock = createKeyedLock();
  const slow = heldTask();
  const done: string[] = [];
  const a = lock.run('a', slow.run).then(() => done.push('a'));
  const both = lock.runAll(['b', 'a'], async () => void done.push('b+a'));
  const again = lock.runAll(['a', 'b'], async () => void done.push('a+b'));
  const after = lock.run('b', async () => void done.push('b'));
  await lock.run('c', async () => void done.push('c'));
  expect(done).toEqual(['c']);
  slow.end();
  await Promise.all([a, both, again, after]);
  expect(done.slice(1, 3)).toEqual(['a', 'b+a']);
  expect(done.slice(3)).toEqual(['a+b', 'b']);
});
