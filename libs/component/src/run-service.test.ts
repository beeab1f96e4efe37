import { runService, type ServiceHost } from './run-service';
import { createTestLogger } from './testing';

const service = { name: 'kube-test', config: { logLevel: 'info', word: 'hello' } };

function fakeHost() {
  const listeners = new Map<string, (reason: unknown) => void>();
  const logger = createTestLogger();
  const exits: number[] = [];
  const host: ServiceHost = {
    on: (event, listener) => listeners.set(event, listener),
    exit: (code) => void exits.push(code),
    createLogger: () => logger,
  };
  return { host, logger, exits, raise: (event: string, reason?: unknown) => listeners.get(event)!(reason) };
}

describe('runService', () => {
  test('what start() does to its end after the signal still has the parts', async () => {
    const { host, raise } = fakeHost();
    const order: string[] = [];
    const done = runService(
      {
        ...service,
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
      const { host, exits, raise } = fakeHost();
      const order: string[] = [];
      const done = runService(
        {
          ...service,
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

  test('SIGUSR2 has more in the log, and the next one as much as before', async () => {
    const { host, logger, raise } = fakeHost();
    logger.level = 'info';
    const done = runService({ ...service, start: async () => undefined }, host);
    await new Promise((resolve) => setImmediate(resolve));
    const told = ['SIGUSR2', 'SIGUSR2'].map((name) => {
      raise(name);
      logger.debug(name);
      return logger.lines.at(-1)?.msg;
    });
    expect(told).toEqual(['SIGUSR2', 'Log level changed']);
    raise('SIGTERM');
    await done;
  });

  test('a start that fails is logged and ends with code 1', async () => {
    const { host, logger, exits } = fakeHost();
    await runService({ ...service, start: async () => Promise.reject(new Error('port taken')) }, host);
    expect(exits).toEqual([1]);
    expect(logger.lines.at(-1)).toMatchObject({
      level: 'fatal',
      msg: 'Service failed',
      err: { message: 'port taken' },
    });
  });

  test('an unhandled rejection ends with code 1', async () => {
    const { host, exits, raise } = fakeHost();
    const done = runService({ ...service, start: async () => undefined }, host);
    await new Promise((resolve) => setImmediate(resolve));
    raise('unhandledRejection', new Error('lost'));
    expect(exits).toEqual([1]);
    raise('SIGTERM');
    await done;
  });

  test('a second signal does not wait', async () => {
    const { host, exits, raise } = fakeHost();
    let finish: () => void = () => undefined;
    const done = runService({ ...service, start: () => new Promise<void>((resolve) => (finish = resolve)) }, host);
    await new Promise((resolve) => setImmediate(resolve));
    raise('SIGINT');
    raise('SIGINT');
    expect(exits).toEqual([1]);
    finish();
    await done;
  });
});
