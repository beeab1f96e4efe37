import type { Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import type { Pressure } from '../node/node-conditions';
import { nodeUnderPressure } from './node-under-pressure';

const pod = (spec: PodSpec = {}): Pod => ({ spec: { containers: [{ name: 'c' }], ...spec } });
const burstable = pod({ containers: [{ name: 'c', resources: { requests: { memory: '1Mi' } } }] });
const tolerant = pod({ tolerations: [{ key: 'node.kubernetes.io/memory-pressure', operator: 'Exists' }] });
const critical = pod({ priority: 2_000_000_000 });

test.each<[string, Pod, Pressure[], string | undefined]>([
  ['enough of everything', pod(), [], undefined],
  ['little memory, and nothing said', pod(), ['MemoryPressure'], '[MemoryPressure]'],
  ['little memory, and it is said how much', burstable, ['MemoryPressure'], undefined],
  ['little memory, tolerated', tolerant, ['MemoryPressure'], undefined],
  ['little disk', burstable, ['DiskPressure'], '[DiskPressure]'],
  ['little of both, and one tolerated', tolerant, ['MemoryPressure', 'DiskPressure'], '[DiskPressure MemoryPressure]'],
  ['few processes', burstable, ['PIDPressure'], '[PIDPressure]'],
  ['what the system is made of', critical, ['DiskPressure'], undefined],
])('%s', (_, input, pressures, conditions) => {
  expect(nodeUnderPressure(input, new Set(pressures))).toEqual(
    conditions && { reason: 'Evicted', message: `The node had condition: ${conditions}. ` },
  );
});
