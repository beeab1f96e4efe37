import type { VolumeMount } from '@kubets/proto-gen/core/v1';
import { isRecursivelyReadOnly } from './recursive-read-only';

const mount = (more: VolumeMount): VolumeMount => ({ name: 'v', readOnly: true, ...more });

test.each<[string, VolumeMount, boolean, boolean | string]>([
  ['not asked for', mount({}), true, false],
  ['asked not to be', mount({ recursiveReadOnly: 'Disabled' }), true, false],
  ['if possible, and it is', mount({ recursiveReadOnly: 'IfPossible' }), true, true],
  ['if possible, and it is not', mount({ recursiveReadOnly: 'IfPossible' }), false, false],
  ['asked for', mount({ recursiveReadOnly: 'Enabled' }), true, true],
  [
    'asked for where it cannot be',
    mount({ recursiveReadOnly: 'Enabled' }),
    false,
    'not supported by the runtime: containerd 2.0',
  ],
  [
    'of what is not read-only',
    mount({ recursiveReadOnly: 'Enabled', readOnly: false }),
    true,
    'but it is not read-only',
  ],
  [
    'with mounts that are passed on',
    mount({ recursiveReadOnly: 'IfPossible', mountPropagation: 'HostToContainer' }),
    true,
    'not compatible with propagation "HostToContainer"',
  ],
])('%s', (_, input, isSupported, expected) => {
  const result = () => isRecursivelyReadOnly(input, isSupported);
  if (typeof expected === 'string') expect(result).toThrow(expected);
  else expect(result()).toBe(expected);
});
