import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logOptions } from './component-flags';
import { defineConfig } from './config/define-config';
import { HEARTBEAT_VARIABLE } from './heartbeat';
import { runMain, type MainHost } from './run-main';

const config = defineConfig({
  name: 'kube-test',
  doc: 'A test.',
  options: {
    ...logOptions,
    word: {
      flag: 'word',
      type: 'string',
      default: 'x',
      doc: 'A word.',
      validateLater: async (word) => (word === 'bad' ? 'a good word' : undefined),
    },
  },
});

function fakeHost(argv: string[] = [], env: Record<string, string> = {}) {
  const events: unknown[] = [];
  const host: MainHost<typeof config.options> = {
    argv,
    env,
    write: (stream, text) => void events.push(`${stream}: ${text}`),
    exit: (code) => void events.push(code),
    run: async ({ name, config: { word } }) => void events.push({ name, word }),
  };
  const load = async () => {
    events.push('loaded');
    return { start: async () => undefined };
  };
  return { host, load, events };
}

test.each([
  ['a wrong flag', ['--word'], /^stderr: .*--word/, 2],
  ['what turns out wrong later', ['--word=bad'], /^stderr: --word: invalid value "bad": must be a good word/, 2],
  ['--help', ['--help'], /^stdout: Usage: kube-test/, 0],
  ['--version', ['--version'], /^stdout: Kubernetes v1\.37/, 0],
])('%s is answered without loading the service', async (_what, argv, answer, code) => {
  const { host, load, events } = fakeHost(argv);
  await runMain(config, load, host);
  expect(events).toEqual([expect.stringMatching(answer), code]);
});

test('runs what it has loaded with its configuration', async () => {
  const { host, load, events } = fakeHost(['--word=hello']);
  await runMain(config, load, host);
  expect(events).toEqual(['loaded', { name: 'kube-test', word: 'hello' }]);
});

test('reads the file that --config names', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'kubets-config-'));
  writeFileSync(join(dir, 'config.yaml'), 'word: filed');
  const { host, load, events } = fakeHost([`--config=${join(dir, 'config.yaml')}`]);
  await runMain(config, load, host);
  expect(events.at(-1)).toEqual({ name: 'kube-test', word: 'filed' });
  rmSync(dir, { recursive: true });
});

test('gives signs of life where somebody asked for them, before it loads the service', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'kubets-heartbeat-'));
  const file = join(dir, 'beats');
  const { host, load } = fakeHost([], { [HEARTBEAT_VARIABLE]: String(openSync(file, 'w')) });
  await runMain(
    config,
    async () => {
      expect(readFileSync(file, 'utf8')).toBe('.');
      return load();
    },
    host,
  );
  expect.assertions(1);
  rmSync(dir, { recursive: true });
});
