import { atOnce, FieldPath, fieldErrorText } from '@kubets/apimachinery';
import type { Volume } from '@kubets/proto-gen/core/v1';
import { validateDescendingPath } from './paths-in-volumes';
import { validateVolumes } from './validate-volume';

const path = FieldPath.of('v');
const refusals = (source: Omit<Volume, 'name'>) =>
  atOnce(validateVolumes([{ name: 'a', ...source }], path)).map(fieldErrorText);
const MODE = 'must be a number between 0 and 0777 (octal), both inclusive';
const name = { fieldRef: { fieldPath: 'metadata.name' } };
const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const token = (expirationSeconds: number, file = 'token') => ({
  projected: { sources: [{ serviceAccountToken: { expirationSeconds, path: file } }] },
});

test.each<[string, Omit<Volume, 'name'>, string[]]>([
  ['no source', {}, ['v[0]: Required value: must specify a volume type']],
  [
    'two sources',
    { emptyDir: {}, hostPath: { path: '/a' } },
    ['v[0].hostPath: Forbidden: may not specify more than 1 volume type'],
  ],
  ['a directory of the node', { hostPath: { path: '/a/..b' } }, []],
  [
    'a directory of the node that climbs',
    { hostPath: { path: '/a/../b' } },
    [`v[0].hostPath.path: Invalid value: "/a/../b": must not contain '..'`],
  ],
  [
    'a negative size',
    { emptyDir: { sizeLimit: '-1' } },
    ['v[0].emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity'],
  ],
  ['no limit', { emptyDir: { sizeLimit: '0' } }, []],
  ['a claim', { ephemeral: { volumeClaimTemplate: { spec: CLAIM } } }, []],
  [
    'a claim for nothing, with a name',
    { ephemeral: { volumeClaimTemplate: { metadata: { name: 'c' } } } },
    [
      'v[0].ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set',
      'v[0].ephemeral.volumeClaimTemplate.spec.accessModes: Required value: at least 1 access mode is required',
      'v[0].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value',
    ],
  ],
  ['items of a Secret', { secret: { items: [{ key: 'a', path: 'b/c' }] } }, []],
  [
    'items of a Secret that lead elsewhere',
    {
      secret: {
        items: [
          { key: 'a', path: '/b' },
          { key: 'a', path: 'b/../c' },
          { key: 'a', path: '..b' },
        ],
      },
    },
    [
      'v[0].secret.items[0].path: Invalid value: "/b": must be a relative path',
      `v[0].secret.items[1].path: Invalid value: "b/../c": must not contain '..'`,
      `v[0].secret.items[2].path: Invalid value: "..b": must not start with '..'`,
    ],
  ],
  ['the downward API', { downwardAPI: { items: [{ path: 'name', ...name }] } }, []],
  [
    'a file of the downward API without a name and a source',
    { downwardAPI: { items: [{}] } },
    [
      'v[0].downwardAPI.path: Required value',
      'v[0].downwardAPI: Required value: one of fieldRef and resourceFieldRef is required',
    ],
  ],
  [
    'a mode that is none',
    { downwardAPI: { items: [{ path: 'name', ...name, mode: 0o1000 }] } },
    [`v[0].downwardAPI.mode: Invalid value: 512: ${MODE}`],
  ],
  ['a token', token(600), []],
  [
    'a token that does not last',
    token(599),
    [
      'v[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
    ],
  ],
  [
    'a token that lasts too long',
    token(2 ** 32 + 1),
    [
      'v[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds',
    ],
  ],
  [
    'a projection of nothing, and of two',
    { projected: { sources: [{}, { secret: {}, configMap: {} }] } },
    ['v[0].projected.sources[1]: Forbidden: may not specify more than 1 volume type per source'],
  ],
  [
    'a share by a relative path',
    { nfs: { server: 's', path: 'a' } },
    ['v[0].nfs.path: Invalid value: "a": must be an absolute path'],
  ],
])('%s', (_, source, expected) => expect(refusals(source)).toEqual(expected));

test.each([
  ['a', 0],
  ['a/b', 0],
  ['..a', 0],
  ['', 0],
  ['/a', 1],
  ['..', 1],
  ['a/../b', 1],
])('below a volume, %j has %d faults', (target, count) =>
  expect(validateDescendingPath(path, target)).toHaveLength(count),
);
