import type { Volume } from '@kubets/proto-gen/core/v1';
import { overlappingPaths } from './overlapping-paths';

const item = (path: string) => ({ key: 'k', path });

test.each<[string, Partial<Volume>, string[]]>([
  ['files that are apart', { configMap: { name: 'm', items: [item('a'), item('ab'), item('b/a')] } }, []],
  [
    'one file twice',
    { configMap: { name: 'm', items: [item('a'), item('a/')] } },
    ['volume "v" (ConfigMap "m"): overlapping paths: "a" with "a"'],
  ],
  [
    'a file where a directory is',
    { secret: { secretName: 's', items: [item('a/b'), item('a')] } },
    ['volume "v" (Secret "s"): overlapping paths: "a" with "a/b"'],
  ],
  [
    'of several sources',
    { projected: { sources: [{ secret: { name: 's', items: [item('a')] } }, { serviceAccountToken: { path: 'a' } }] } },
    ['volume "v" (Projected): overlapping paths: "a" (ServiceAccountToken) with "a" (Secret "s")'],
  ],
  ['no source', { projected: { sources: [{}] } }, ['volume "v" (Projected) has no sources provided']],
])('%s', (_, source, expected) => {
  const warnings = [...overlappingPaths({ volumes: [{ name: 'v', ...source }] })].filter(
    (warning) => warning !== undefined,
  );
  expect(warnings).toEqual(expected);
});
