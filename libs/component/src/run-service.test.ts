import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logOptions } from './component-flags';
import { defineConfig } from './config/define-config';
import { HEARTBEAT_VARIABLE } from './heartbeat';
import { runService, type ServiceHost } from './run-service';
import { createTestLogger } from './testing';

const config = defineConfig({
  name: 'kube-test',
  doc: 'A test.',
  options: { ...logOptions, word: { flag: 'word', type: 'string', default: 'x', doc: 'A word.' } },
});

function fakeHost(argv: string[] = []) {
  const listeners = new Map<string, (reason: unknown) => void>();
  const logger = createTestLogger();
  const written: string[] = [];
  const exits: number[] = [];
  const host: ServiceHost = {
    argv,
    env: {},
    on: (event, listener) => listeners.set(event, listener),
    write: (stream, text) => void written.push(`${stream}: ${text}`),
    exit: (code) => void exits.push(code),
    createLogger: () => logger,
  };
  return { host, logger, written, exits, raise: (event: string, reason?: unknown) => listeners.get(event)!(reason) };
}

describe('runService', () => {
  test('gives signs of life where somebody asked for them, before it does anything else', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'kubets-heartbeat-'));
    const file = join(dir, 'beats');
    const fd = openSync(file, 'w');
    const { host, raise } = fakeHost();
    const done = runService(
      { config, start: async () => undefined },
      { ...host, env: { [HEARTBEAT_VARIABLE]: String(fd) } },
    );
    expect(readFileSync(file, 'utf8')).toBe('.');
    raise('SIGTERM');
    await done;
    rmSync(dir, { recursive: true });
  });

  test('a bad flag ends with code 2 and says why', async () => {
    const { host, written, exits } = fakeHost(['--word']);
    await runService({ config, start: async () => undefined }, host);
    expect(exits).toEqual([2]);
    expect(written[0]).toMatch(/^stderr: .*--word/);
  });

  test('--help goes to stdout with code 0', async () => {
    const { host, written, exits } = fakeHost(['--help']);
    await runService({ config, start: async () => undefined }, host);
    expect(exits).toEqual([0]);
    expect(written[0]).toMatch(/^stdout: Usage: kube-test/);
  });

  test('what start() does to its end after the signal still has the parts', async () => {
    const { host, raise } = fakeHost();
    const order: string[] = [];
    const done = runService(
      {
        config,
        async start({ signal, onStop }) {
          onStop(() => void order.push('part stopped'));
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          await new Promise((resolve) => setImmediate(resolve));
          order.push('start ended');
        },
      },
      host,
    );
    await new Promise((resolve) => setImmediate(resolve));
    raise('SIGTERM');
    await done;
    expect(order).toEqual(['start ended', 'part stopped']);
  });

  test.each(['SIGTERM', 'SIGINT'])(
    '%s aborts, waits for the parts in reverse order and exits with 0',
    async (signalName) => {
      const { host, exits, raise } = fakeHost(['--word=hello']);
      const order: string[] = [];
      const done = runService(
        {
          config,
          async start({ config: { word }, signal, onStop }) {
            order.push(word);
            onStop(() => void order.push('first'));
            onStop(async () => void order.push('second'));
            signal.addEventListener('abort', () => order.push('aborted'));
          },
        },
        host,
      );
      await new Promise((resolve) => setImmediate(resolve));
      raise(signalName);
      await done;
      expect(order).toEqual(['hello', 'aborted', 'second', 'first']);
      expect(exits).toEqual([0]);
    },
  );

  test('a start that fails is logged and ends with code 1', async () => {
    const { host, logger, exits } = fakeHost();
    await runService({ config, start: async () => Promise.reject(new Error('port taken')) }, host);
    expect(exits).toEqual([1]);
    expect(logger.lines.at(-1)).toMatchObject({
      level: 'fatal',
      msg: 'Service failed',
      err: { message: 'port taken' },
    });
  });

  test('an unhandled rejection ends with code 1', async () => {
    const { host, exits, raise } = fakeHost();
    const done = runService({ config, start: async () => undefined }, host);
    await new Promise((resolve) => setImmediate(resolve));
    raise('unhandledRejection', new Error('lost'));
    expect(exits).toEqual([1]);
    raise('SIGTERM');
    await done;
  });

  test('a second signal does not wait', async () => {
    const { host, exits, raise } = fakeHost();
    let finish: () => void = () => undefined;
    const done = runService({ config, start: () => new Promise<void>((resolve) => (finish = resolve)) }, host);
    await new Promise((resolve) => setImmediate(resolve));
    raise('SIGINT');
    raise('SIGINT');
    expect(exits).toEqual([1]);
    finish();
    await done;
  });
});
