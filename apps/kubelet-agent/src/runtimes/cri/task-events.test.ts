import { TaskExit, TaskOOM } from '@kubets/proto-gen/containerd/events';
import { createTestLogger, eventually } from '@kubets/component/testing';
import { once } from 'node:events';
import type { StreamOptions } from './cri-connection';
import { endedTask, followTaskEvents } from './task-events';

const exit = (message: object) => ({
  topic: '/tasks/exit',
  event: { typeUrl: 'containerd.events.TaskExit', value: Buffer.from(TaskExit.encode(message).finish()) },
});

test.each<[string, Parameters<typeof endedTask>[0], string | undefined]>([
  ['a container’s first process', exit({ containerId: 'c1', id: 'c1', exitStatus: 1 }), 'c1'],
  ['a process started by exec', exit({ containerId: 'c1', id: 'exec-1' }), undefined],
  [
    'out of memory',
    {
      topic: '/tasks/oom',
      event: {
        typeUrl: 'containerd.events.TaskOOM',
        value: Buffer.from(TaskOOM.encode({ containerId: 'c2' }).finish()),
      },
    },
    'c2',
  ],
  ['an empty envelope', { topic: '/tasks/exit' }, undefined],
])('%s', (_, envelope, expected) => {
  expect(endedTask(envelope)).toBe(expected);
});

test('an event that cannot be read is told of, and those that follow are heard', async () => {
  const stop = new AbortController();
  async function* stream(): AsyncGenerator {
    for (const topic of ['/tasks/exit', '/tasks/oom']) yield { topic, event: { value: Buffer.alloc(100, 0xff) } };
    yield exit({ containerId: 'c1', id: 'c1' });
    await once(stop.signal, 'abort');
  }
  const [ended, logger]: [string[], ReturnType<typeof createTestLogger>] = [[], createTestLogger()];
  const handler = { onExit: (id: string) => void ended.push(id), onConnected: () => undefined };
  followTaskEvents({ stream: stream as never }, handler, { signal: stop.signal, logger });
  await eventually(() => ended.length > 0);
  expect([ended, logger.lines.map(({ level }) => level)]).toEqual([['c1'], ['warn', 'warn']]);
  stop.abort();
});

test('a stream that breaks is begun again, and whoever listens looks at everything then', async () => {
  const [logger, stop] = [createTestLogger(), new AbortController()];
  let [begun, connected] = [0, 0];
  async function* stream(_method: unknown, _request: unknown, { onSent }: StreamOptions): AsyncGenerator {
    begun += 1;
    if (begun === 1) throw new Error('nobody is there');
    onSent!();
    if (begun < 4) return;
    await once(stop.signal, 'abort');
  }
  const handler = { onExit: () => undefined, onConnected: () => void (connected += 1) };
  followTaskEvents({ stream: stream as never }, handler, { signal: stop.signal, logger });
  // Of the last one it is looked twice.
  await eventually(() => connected === 4);
  expect(begun).toBe(4);
  stop.abort();
});
