import type { KubeObject } from '@kubets/apimachinery';
import type { ResourceClaim } from '@kubets/proto-gen/resource/v1';
import type { Authorizer } from '../pipeline/authorization';
import { createDeviceClaimStatus } from './device-claims';
import { attributesOf } from './testing/attributes';

const nodeSelector = {
  nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n'] }] }],
};
const place = { driver: 'a.b', pool: 'p', device: 'd' };
const allocation = { devices: { results: [{ request: 'r', ...place }] }, nodeSelector };
const onNode = (node: string) => ({
  username: 'system:serviceaccount:kube-system:driver',
  groups: [],
  extra: { 'authentication.kubernetes.io/node-name': [node] },
});

/** Whoever may do these, as `verb subresource namespace/name`, may do nothing else. */
const allowing = (...rights: string[]): Authorizer => ({
  authorize: ({ verb, subresource, namespace, name }) => ({
    allowed: rights.includes(`${verb} ${subresource} ${namespace}/${name}`),
    reason: '',
  }),
});

async function refusal(
  rights: string[],
  status: ResourceClaim['status'],
  old: ResourceClaim['status'] = {},
  userInfo: object = { username: 'u', groups: [] },
): Promise<string> {
  const attributes = attributesOf({
    group: 'resource.k8s.io',
    resource: 'resourceclaims',
    subresource: 'status',
    operation: 'UPDATE',
    namespace: 'default',
    name: 'c',
    userInfo: userInfo as { username: string; groups: string[] },
    object: { status } as KubeObject,
    oldObject: { status: old } as KubeObject,
  });
  try {
    await createDeviceClaimStatus(allowing(...rights)).validate(attributes);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

const BINDING = 'update binding /';
const user = { resource: 'pods', name: 'p', uid: 'u' };

test.each<[string, Parameters<typeof refusal>, string]>([
  ['nothing changes', [[], { allocation }, { allocation }], ''],
  ['who may bind', [[BINDING], { allocation, reservedFor: [user] }], ''],
  ['who may bind by patches', [['patch binding /'], { allocation }], ''],
  [
    'who may not',
    [[], { allocation }],
    'changing status.allocation or status.reservedFor requires resource="resourceclaims/binding", verb="update" permission: resourceclaims.resource.k8s.io is forbidden: User "u" cannot update resource "resourceclaims/binding" in API group "resource.k8s.io" at the cluster scope',
  ],
  ['who may not reserve', [[], { allocation, reservedFor: [user] }, { allocation }], 'status.reservedFor requires'],
  [
    'a driver anywhere',
    [['arbitrary-node:update driver default/a.b'], { allocation, devices: [place] }, { allocation }],
    '',
  ],
  [
    'a driver on the node',
    [['associated-node:update driver default/a.b'], { allocation, devices: [place] }, { allocation }, onNode('n')],
    '',
  ],
  [
    'a driver on another node',
    [['associated-node:update driver default/a.b'], { allocation, devices: [place] }, { allocation }, onNode('m')],
    'verb="[arbitrary-node:update]" permission',
  ],
  [
    'another driver',
    [['arbitrary-node:update driver default/c.d'], { allocation }, { allocation, devices: [place] }],
    'changing status.devices requires',
  ],
  ['a device that stays', [[], { allocation, devices: [place] }, { allocation, devices: [place] }], ''],
])('%s', async (_, given, expected) => {
  const message = await refusal(...given);
  if (expected === '') expect(message).toBe('');
  else expect(message).toContain(expected);
});
