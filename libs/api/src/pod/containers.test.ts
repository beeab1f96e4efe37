import type { Pod } from '@kubets/proto-gen/core/v1';
import { allContainers, initAndAppContainers, runningContainers, sidecarsOf } from './containers';

const POD: Pod = {
  spec: {
    initContainers: [{ name: 'fetch' }, { name: 'proxy', restartPolicy: 'Always' }, { name: 'migrate' }],
    containers: [{ name: 'web' }, { name: 'metrics' }],
    ephemeralContainers: [{ name: 'debugger' }],
  },
};

test.each([
  { of: sidecarsOf, expected: 'proxy' },
  { of: runningContainers, expected: 'web metrics proxy' },
  { of: initAndAppContainers, expected: 'fetch proxy migrate web metrics' },
  { of: allContainers, expected: 'fetch proxy migrate web metrics debugger' },
])('$of.name: $expected', ({ of, expected }) => {
  expect(
    of(POD)
      .map(({ name }) => name)
      .join(' '),
  ).toBe(expected);
  expect(of({})).toEqual([]);
});
