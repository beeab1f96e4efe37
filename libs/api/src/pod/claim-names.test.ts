import type { Volume } from '@kubets/proto-gen/core/v1';
import { podClaimNames } from './claim-names';

test.each<[string, Volume[] | undefined, string[]]>([
  ['no volumes', undefined, []],
  ['others', [{ name: 'v', emptyDir: {} }], []],
  ['one that is named', [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }], ['data']],
  ['one that is made for a volume', [{ name: 'scratch', ephemeral: {} }], ['web-0-scratch']],
  [
    'several, in their order',
    [
      { name: 'b', ephemeral: {} },
      { name: 'v', secret: {} },
      { name: 'a', persistentVolumeClaim: { claimName: 'data' } },
    ],
    ['web-0-b', 'data'],
  ],
])('%s', (_, volumes, expected) =>
  expect(podClaimNames({ metadata: { name: 'web-0' }, spec: { ...(volumes && { volumes }) } })).toEqual(expected),
);
