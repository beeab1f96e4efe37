import { TaskExit, TaskOOM } from '@kubets/proto-gen/containerd/events';
import { endedTask } from './task-events';

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
