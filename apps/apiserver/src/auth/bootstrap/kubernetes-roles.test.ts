import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyRule } from '@kubets/proto-gen/rbac/v1';
import { resources } from '../../resources/registry';
import { bootstrapPolicy } from './bootstrap-policy';

/** The rules of every ClusterRole that Kubernetes 1.37.2 begins with. */
const theirs = JSON.parse(readFileSync(join(__dirname, 'testdata/cluster-roles.json'), 'utf8')) as Record<
  string,
  PolicyRule[]
>;
const ours = new Map(
  bootstrapPolicy(resources).clusterRoles.map(({ metadata, rules }) => [metadata!.name!, rules ?? []]),
);

/** What each component needs is its own. */
const COMPONENTS = ['controller-manager', 'dns', 'scheduler'].map((name) => `system:kube-${name}`);
const OWN = [...COMPONENTS, 'system:node', 'system:node-proxier'];

/** Each thing that rules allow, in a line. */
const allowed = (rules: readonly PolicyRule[]): string[] => [
  ...new Set(
    rules.flatMap(({ verbs = [], apiGroups = [], resources = [], resourceNames = [''], nonResourceURLs = [] }) =>
      verbs.flatMap((verb) => [
        ...nonResourceURLs.map((url) => `${verb} ${url}`),
        ...apiGroups.flatMap((group) =>
          resources.flatMap((resource) => resourceNames.map((name) => `${verb} ${group}/${resource} ${name}`)),
        ),
      ]),
    ),
  ),
];

test('every role that Kubernetes has is there', () => {
  const names = Object.keys(theirs);
  const counted = ['', 'system:', 'system:controller:'].map((start) => names.filter((name) => name.startsWith(start)));
  expect(counted.map(({ length }) => length)).toEqual([73, 69, 41]);
  expect(names.filter((name) => !ours.has(name))).toEqual([]);
});

test.each(Object.keys(theirs).filter((name) => !OWN.includes(name)))('%s allows what it does there', (name) => {
  expect(allowed(ours.get(name)!).sort()).toEqual(allowed(theirs[name]!).sort());
});
