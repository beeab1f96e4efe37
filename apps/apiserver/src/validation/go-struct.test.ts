import { goStruct } from './go-struct';

test.each<[string, object, string, object]>([
  [
    'pointers and values',
    { type: 'RuntimeDefault' },
    'kubets.core.v1.SeccompProfile',
    { Type: 'RuntimeDefault', LocalhostProfile: null },
  ],
  [
    'names of their own',
    { image: 'i', readOnly: true },
    'kubets.core.v1.RBDVolumeSource',
    {
      CephMonitors: null,
      RBDImage: 'i',
      FSType: '',
      RBDPool: '',
      RadosUser: '',
      Keyring: '',
      SecretRef: null,
      ReadOnly: true,
    },
  ],
  [
    'what all kinds share in its own order',
    {
      topologyKey: 'a',
      labelSelector: { matchExpressions: [{ operator: 'In', key: 'k' }], matchLabels: { b: '1', a: '2' } },
    },
    'kubets.core.v1.PodAffinityTerm',
    {
      LabelSelector: { matchLabels: { a: '2', b: '1' }, matchExpressions: [{ key: 'k', operator: 'In' }] },
      Namespaces: null,
      TopologyKey: 'a',
      NamespaceSelector: null,
      MatchLabelKeys: null,
      MismatchLabelKeys: null,
    },
  ],
  [
    'names in capitals',
    { name: 'a', type: 'string', jsonPath: '.x' },
    'kubets.apiextensions.v1.CustomResourceColumnDefinition',
    { Name: 'a', Type: 'string', Format: '', Description: '', Priority: 0, JSONPath: '.x' },
  ],
  [
    'structs in structs',
    { weight: 1 },
    'kubets.core.v1.PreferredSchedulingTerm',
    { Weight: 1, Preference: { MatchExpressions: null, MatchFields: null } },
  ],
  [
    'lists, and keys of maps in their order',
    { limits: { memory: '1Gi', cpu: '1' }, claims: [{ name: 'a' }] },
    'kubets.core.v1.ResourceRequirements',
    { Limits: { cpu: '1', memory: '1Gi' }, Requests: null, Claims: [{ Name: 'a', Request: '' }] },
  ],
  [
    'a selector as in JSON',
    { topologyKey: 'a', labelSelector: { matchLabels: { a: 'b' } } },
    'kubets.core.v1.PodAffinityTerm',
    {
      LabelSelector: { matchLabels: { a: 'b' } },
      Namespaces: null,
      TopologyKey: 'a',
      NamespaceSelector: null,
      MatchLabelKeys: null,
      MismatchLabelKeys: null,
    },
  ],
  [
    'metadata beside the rest, and a claim without its type',
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'v', labels: { b: '1', a: '2' } } },
    'kubets.core.v1.PersistentVolumeClaim',
    {
      name: 'v',
      labels: { a: '2', b: '1' },
      ...goStruct({}, 'kubets.core.v1.PersistentVolumeClaim'),
    },
  ],
])('%s', (_, value, message, expected) =>
  expect(JSON.stringify(goStruct(value, message))).toBe(JSON.stringify(expected)),
);

test('what came later stands where it belongs', () => {
  const names = Object.keys(goStruct({}, 'kubets.core.v1.Container'));
  expect(names.slice(9, 13)).toEqual(['ResizePolicy', 'RestartPolicy', 'RestartPolicyRules', 'VolumeMounts']);
});
