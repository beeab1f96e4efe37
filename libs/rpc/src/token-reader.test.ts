import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock } from '@kubets/component/testing';
import { tokenReader } from './token-reader';

test('a token file is read again after ten seconds, and its last token kept while it is away', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-token-'));
  const file = join(directory, 'token');
  const clock = createFakeClock();
  writeFileSync(file, 'one\n');
  const read = tokenReader({ file }, clock);
  expect(await read()).toBe('one');
  writeFileSync(file, 'two');
  expect(await read()).toBe('one');
  await clock.advance(10_000);
  expect(await read()).toBe('two');
  rmSync(directory, { recursive: true });
  await clock.advance(10_000);
  expect(await read()).toBe('two');
});

test('a token file that never was is an error', async () => {
  await expect(tokenReader({ file: '/nowhere/token' }, createFakeClock())()).rejects.toThrow(/ENOENT/);
});
