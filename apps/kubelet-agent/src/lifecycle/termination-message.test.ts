import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RuntimeContainer } from '../runtimes/runtime';
import { createTerminationMessages } from './termination-message';

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'kubets-message-'))));
afterEach(() => rm(directory, { recursive: true }));

async function messageOf(more: Partial<RuntimeContainer>, files: Record<string, string>): Promise<string> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  const container = {
    id: 'a',
    state: 'exited',
    exitCode: 1,
    message: '',
    logPath: join(directory, 'log'),
    terminationMessageFile: join(directory, 'file'),
    ...more,
  } as RuntimeContainer;
  const filled = await createTerminationMessages().fill({
    uid: 'u',
    name: 'p',
    namespace: 'd',
    sandboxes: [],
    containers: [container],
  });
  return filled.containers[0]!.message;
}

const line = (text: string, tag = 'F') => `2026-01-01T00:00:00Z stdout ${tag} ${text}\n`;
const fallback = { terminationMessagePolicy: 'FallbackToLogsOnError' };

test.each<[string, Partial<RuntimeContainer>, Record<string, string>, string]>([
  ['the file', {}, { file: 'word\n', log: line('log') }, 'word\n'],
  ['at most 4096 bytes of it', {}, { file: 'x'.repeat(5000) }, 'x'.repeat(4096)],
  ['no file', {}, {}, ''],
  ['after what the runtime says', { message: 'runtime' }, { file: 'word' }, 'runtime: word'],
  [
    'the log of a failure, if wanted',
    fallback,
    { file: '', log: `${line('one')}${line('two', 'P')}${line(' more')}` },
    'one\ntwo more\n',
  ],
  ['not of a success', { ...fallback, exitCode: 0 }, { log: line('one') }, ''],
  ['not if there is a word', fallback, { file: 'word', log: line('one') }, 'word'],
  ['nothing while it runs', { state: 'running' }, { file: 'word' }, ''],
])('%s', async (_, container, files, expected) => {
  expect(await messageOf(container, files)).toBe(expected);
});

test('the end of a long log', async () => {
  const message = await messageOf(fallback, { log: Array.from({ length: 500 }, (_, n) => line(`line ${n}`)).join('') });
  expect(message.split('\n').filter(Boolean).length).toBeLessThanOrEqual(80);
  expect(message).toMatch(/line 499\n$/);
});

test('of files of 3 GB just what is wanted is read', async () => {
  const huge = async (name: string, end: string) => {
    const path = join(directory, name);
    await writeFile(path, '');
    await truncate(path, 3 * 1024 ** 3);
    await writeFile(path, end, { flag: 'a' });
  };
  await huge('file', 'end');
  expect(await messageOf({}, {})).toBe('\0'.repeat(4096));
  await rm(join(directory, 'file'));
  await huge('log', `\n${line('last')}`);
  expect(await messageOf(fallback, {})).toMatch(/last\n$/);
});
