import { parse } from 'yaml';
import { mergeKubeconfigs, withoutCluster } from './kubeconfig';

const OWN = `apiVersion: v1
kind: Config
clusters: [{name: kubets, cluster: {server: 'https://127.0.0.1:6443'}}]
users: [{name: kubernetes-admin, user: {client-key-data: QQ==}}]
contexts: [{name: kubets, context: {cluster: kubets, user: kubernetes-admin}}]
current-context: kubets
`;
const THEIRS = `apiVersion: v1
kind: Config
preferences: {colors: true}
clusters: [{name: prod, cluster: {server: https://prod}}, {name: kubets, cluster: {server: https://old}}]
users: [{name: kubernetes-admin, user: {token: theirs}}]
contexts: [{name: prod, context: {cluster: prod, user: kubernetes-admin, namespace: web}}]
current-context: prod
`;

test('what was there stays, and the cluster is the current context', () => {
  expect(parse(mergeKubeconfigs(THEIRS, OWN, 'kubets'))).toEqual({
    apiVersion: 'v1',
    kind: 'Config',
    preferences: { colors: true },
    clusters: [
      { name: 'prod', cluster: { server: 'https://prod' } },
      { name: 'kubets', cluster: { server: 'https://127.0.0.1:6443' } },
    ],
    users: [
      { name: 'kubernetes-admin', user: { token: 'theirs' } },
      { name: 'kubets-admin', user: { 'client-key-data': 'QQ==' } },
    ],
    contexts: [
      { name: 'prod', context: { cluster: 'prod', user: 'kubernetes-admin', namespace: 'web' } },
      { name: 'kubets', context: { cluster: 'kubets', user: 'kubets-admin' } },
    ],
    'current-context': 'kubets',
  });
});

test('twice is as once, and without a file one is made', () => {
  const once = mergeKubeconfigs(undefined, OWN, 'kubets');
  expect(mergeKubeconfigs(once, OWN, 'kubets')).toBe(once);
  for (const nothing of ['', '# nothing']) expect(parse(mergeKubeconfigs(nothing, OWN, 'kubets'))).toEqual(parse(once));
});

test.each(['- a', 'text', 'clusters: text', 'a: ['])('%j is not overwritten', (present) => {
  expect(() => mergeKubeconfigs(present, OWN, 'kubets')).toThrow(/no kubeconfig; nothing was changed/);
});

test('a cluster that is deleted is taken out, and what was there is as before', () => {
  const before = THEIRS.replace(', {name: kubets, cluster: {server: https://old}}', '');
  const rest = withoutCluster(mergeKubeconfigs(before, OWN, 'kubets'), OWN, 'kubets');
  expect(parse(rest!)).toEqual({ ...parse(before), 'current-context': '' });
});

test.each([
  ['it was not merged', 'clusters: []'],
  ['another cluster has its name', THEIRS],
])('nothing is taken out where %s', (_, present) => expect(withoutCluster(present, OWN, 'kubets')).toBeUndefined());
