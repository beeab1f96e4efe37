import type { Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import { exceededStorage, hasStorageLimit } from './storage-limits';

const limited = (name: string, limit: string) => ({ name, resources: { limits: { 'ephemeral-storage': limit } } });
const pod = (spec: Partial<PodSpec>): Pod => ({ spec: { containers: [{ name: 'web' }], ...spec } });
const volume = (sizeLimit?: string, medium?: string) =>
  pod({ volumes: [{ name: 'cache', emptyDir: { sizeLimit, medium } }] });
const Mi = 1024 * 1024;

test.each<[string, Pod, Record<string, number>, Record<string, number>, string | undefined]>([
  ['a volume within its limit', volume('10Mi'), { cache: 10 * Mi }, {}, undefined],
  [
    'a volume beyond',
    volume('10Mi'),
    { cache: 10 * Mi + 1 },
    {},
    'Usage of EmptyDir volume "cache" exceeds the limit "10Mi". ',
  ],
  ['a volume without a limit', volume(), { cache: 1e12 }, {}, undefined],
  ['a limit of nothing is none', volume('0'), { cache: 1e12 }, {}, undefined],
  [
    'a container beyond',
    pod({ containers: [limited('web', '1Mi'), limited('big', '9Mi')] }),
    {},
    { web: 2 * Mi },
    'Container web exceeded its local ephemeral storage limit "1Mi". ',
  ],
  [
    'volumes count for the pod',
    { spec: { containers: [limited('web', '1Mi')], volumes: [{ name: 'cache', emptyDir: {} }] } },
    { cache: 2 * Mi },
    {},
    'Pod ephemeral local storage usage exceeds the total limit of containers 1Mi. ',
  ],
  [
    'an init container may take more before the others',
    pod({ containers: [limited('web', '1Mi')], initContainers: [limited('prep', '5Mi')] }),
    {},
    { prep: 4 * Mi },
    undefined,
  ],
  [
    'a sidecar',
    pod({
      initContainers: [{ ...limited('side', '1Mi'), restartPolicy: 'Always' }],
      containers: [limited('web', '9Mi')],
    }),
    {},
    { side: 2 * Mi },
    'Container side exceeded its local ephemeral storage limit "1Mi". ',
  ],
])('%s', (_, input, emptyDirs, containers, expected) => {
  expect(
    exceededStorage(input, {
      emptyDirs: new Map(Object.entries(emptyDirs)),
      containers: new Map(Object.entries(containers)),
    }),
  ).toBe(expected);
});

test.each<[string, Pod, boolean]>([
  ['no limit', volume(), false],
  ['a limit in memory is the file system’s', volume('1Mi', 'Memory'), false],
  ['a volume’s', volume('1Mi'), true],
  ['a container’s', pod({ containers: [limited('web', '1Mi')] }), true],
  ['of the system itself', { spec: { ...volume('1Mi').spec, priority: 2_000_000_000 } as PodSpec }, false],
])('what is measured: %s', (_, input, expected) => expect(hasStorageLimit(input)).toBe(expected));
