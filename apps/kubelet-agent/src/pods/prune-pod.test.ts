import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime';
import { prunable } from './prune-pod';

const made = (id: string, sandboxId: string, state: RuntimeContainer['state'] = 'exited') =>
  ({ id, sandboxId, state, name: id.split('-')[0]! }) as RuntimeContainer;
const box = (id: string, ready = false) => ({ id, ready, attempt: 0, createdAtMs: 0, ips: [], hostNetwork: false });

test.each<[string, Pick<RuntimePod, 'containers' | 'sandboxes'>, string[], string[]]>([
  [
    'two tries are kept',
    { containers: [made('web-2', 's', 'running'), made('web-1', 's')], sandboxes: [box('s', true)] },
    [],
    [],
  ],
  [
    'the third goes',
    { containers: [made('web-3', 's'), made('web-2', 's'), made('web-1', 's')], sandboxes: [box('s', true)] },
    ['web-1'],
    [],
  ],
  [
    'by name',
    {
      containers: [made('web-2', 's'), made('log-2', 's'), made('web-1', 's'), made('log-1', 's')],
      sandboxes: [box('s', true)],
    },
    [],
    [],
  ],
  [
    'an old sandbox stays while something kept is in it',
    { containers: [made('web-2', 's2'), made('web-1', 's1')], sandboxes: [box('s2', true), box('s1')] },
    [],
    [],
  ],
  [
    'and goes after',
    {
      containers: [made('web-3', 's2'), made('web-2', 's2'), made('web-1', 's1')],
      sandboxes: [box('s2', true), box('s1'), box('s0')],
    },
    ['web-1'],
    ['s1', 's0'],
  ],
  ['the newest sandbox always stays', { containers: [], sandboxes: [box('s1')] }, [], []],
])('%s', (_, pod, containers, sandboxIds) => {
  const found = prunable({ uid: 'u', name: 'p', namespace: 'd', ...pod });
  expect(found.containers.map(({ id }) => id)).toEqual(containers);
  expect(found.sandboxIds).toEqual(sandboxIds);
});
