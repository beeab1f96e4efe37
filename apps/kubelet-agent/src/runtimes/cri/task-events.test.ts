import { TaskExit, TaskOOM } from '@kubets/proto-gen/containerd/events';
import { createTestLogger, eventually } from '@kubets/component/testing';
import { EventEmitter } from 'node:events';
import type { CriConnection } from './cri-connection';
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
  const stream = Object.assign(new EventEmitter(), { cancel: () => undefined });
  const cri = { stream: () => stream, ready: () => new Promise(() => undefined) } as unknown as CriConnection;
  const [ended, logger, stop]: [string[], ReturnType<typeof createTestLogger>, AbortController] = [
    [],
    createTestLogger(),
    new AbortController(),
  ];
  const handler = { onExit: (id: string) => void ended.push(id), onConnected: () => undefined };
  followTaskEvents(cri, handler, { signal: stop.signal, logger });
  for (const topic of ['/tasks/exit', '/tasks/oom'])
    stream.emit('data', { topic, event: { value: Buffer.alloc(100, 0xff) } });
  stream.emit('data', exit({ containerId: 'c1', id: 'c1' }));
  await eventually(() => ended.length > 0);
  expect([ended, logger.lines.map(({ level }) => level)]).toEqual([['c1'], ['warn', 'warn']]);
  stop.abort();
});
