import type { Asked, Case } from '../case';
import { collectionOf, create, itemPath, kindOf, leastOf, withAt, type Json } from './kinds';

/** Lists whose items have a key, with an item that is there twice: written, applied over one that has it once, and patched into it. */
const doubled = (kind: string, path: string, item: unknown, given: Json = {}): Case => {
  const served = kindOf(kind);
  const object = leastOf(served, given);
  const twice = withAt(object, path, [item, item]);
  const patch = (type: string, query = ''): Asked => ({
    method: 'PATCH',
    path: itemPath(kind, query),
    headers: { 'content-type': `application/${type}` },
    body: JSON.stringify(twice),
  });
  return {
    topic: 'doubled keys',
    name: `${kind} ${path} ${JSON.stringify(item).slice(0, 40)}`,
    alone: true,
    requests: [
      { method: 'POST', path: `${collectionOf(served)}?dryRun=All`, body: twice },
      patch('apply-patch+yaml', '?fieldManager=me&dryRun=All'),
      create(kind, given),
      patch('apply-patch+yaml', '?fieldManager=me&force=true&dryRun=All'),
      patch('merge-patch+json', '?dryRun=All'),
      patch('strategic-merge-patch+json', '?dryRun=All'),
      { method: 'PUT', path: itemPath(kind, '?dryRun=All'), body: twice },
    ],
  };
};
const spec = (more: string) => `spec.template.spec.${more}`;
const OWNER = { apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'u' };
const condition = { type: 'A', status: 'True', reason: 'R', message: '', lastTransitionTime: '2026-01-31T09:30:00Z' };

export const DOUBLED_KEYS: readonly Case[] = [
  doubled('ConfigMap', 'metadata.finalizers', 'example.com/a'),
  doubled('ConfigMap', 'metadata.ownerReferences', OWNER),
  doubled('Deployment', spec('containers'), { name: 'c', image: 'i' }),
  doubled('Deployment', spec('containers[0].env'), { name: 'A', value: '1' }),
  doubled('Deployment', spec('containers[0].envFrom'), { configMapRef: { name: 'a' } }),
  doubled('Deployment', spec('containers[0].ports'), { containerPort: 80 }),
  doubled('Deployment', spec('containers[0].ports'), { containerPort: 80, name: 'a', hostPort: 80 }),
  doubled('Deployment', spec('containers[0].volumeMounts'), { name: 'v', mountPath: '/a' }),
  doubled('Deployment', spec('containers[0].resizePolicy'), { resourceName: 'cpu', restartPolicy: 'NotRequired' }),
  doubled('Deployment', spec('containers[0].resources.claims'), { name: 'a' }),
  doubled('Deployment', spec('volumes'), { name: 'v', emptyDir: {} }),
  doubled('Deployment', spec('imagePullSecrets'), { name: 'a' }),
  doubled('Deployment', spec('hostAliases'), { ip: '1.2.3.4', hostnames: ['a'] }),
  doubled('Deployment', spec('tolerations'), { key: 'a', operator: 'Exists' }),
  doubled('Deployment', spec('readinessGates'), { conditionType: 'a' }),
  doubled('Deployment', spec('schedulingGates'), { name: 'a' }),
  doubled('Deployment', spec('topologySpreadConstraints'), {
    maxSkew: 1,
    topologyKey: 'a',
    whenUnsatisfiable: 'DoNotSchedule',
  }),
  doubled('Deployment', spec('securityContext.sysctls'), { name: 'kernel.shm_rmid_forced', value: '1' }),
  doubled('Deployment', spec('resourceClaims'), { name: 'a', resourceClaimName: 'b' }),
  doubled('Service', 'spec.ports', { port: 80 }),
  doubled('Service', 'spec.ports', { name: 'a', port: 80 }),
  doubled('Service', 'spec.externalIPs', '198.51.100.3'),
  doubled('Service', 'spec.loadBalancerSourceRanges', '10.0.0.0/8', { spec: { type: 'LoadBalancer' } }),
  doubled('ServiceAccount', 'secrets', { name: 'a' }),
  doubled('ServiceAccount', 'imagePullSecrets', { name: 'a' }),
  doubled('Node', 'spec.taints', { key: 'a', effect: 'NoSchedule' }),
  doubled('EndpointSlice', 'endpoints', { addresses: ['198.51.100.8'] }),
  doubled('EndpointSlice', 'ports', { name: 'a', port: 1 }),
  doubled('Endpoints', 'subsets', { addresses: [{ ip: '198.51.100.7' }], ports: [{ port: 80 }] }),
  doubled('ValidatingWebhookConfiguration', 'webhooks[0].matchConditions', { name: 'a', expression: 'true' }),
  doubled('ValidatingAdmissionPolicy', 'spec.matchConditions', { name: 'a', expression: 'true' }),
  doubled('ValidatingAdmissionPolicy', 'spec.variables', { name: 'a', expression: 'true' }),
  doubled('ValidatingAdmissionPolicy', 'spec.auditAnnotations', { key: 'a', valueExpression: "'x'" }),
  doubled('ValidatingAdmissionPolicyBinding', 'spec.validationActions', 'Deny'),
  doubled('ResourceQuota', 'spec.scopes', 'BestEffort'),
  doubled('LimitRange', 'spec.limits', { type: 'Container', max: { cpu: '1' } }),
  doubled('RoleBinding', 'subjects', { kind: 'User', name: 'a', apiGroup: 'rbac.authorization.k8s.io' }),
  doubled('CSINode', 'spec.drivers', { name: 'a.b', nodeID: 'n' }),
  doubled('CSIDriver', 'spec.volumeLifecycleModes', 'Persistent'),
  doubled('PersistentVolumeClaim', 'spec.accessModes', 'ReadWriteOnce'),
  doubled('Ingress', 'spec.tls', { hosts: ['a.b'] }),
  doubled('Ingress', 'spec.rules', { host: 'a.b' }),
  doubled('NetworkPolicy', 'spec.policyTypes', 'Ingress'),
  doubled('StatefulSet', 'spec.volumeClaimTemplates', {
    metadata: { name: 'a' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }),
  doubled('HorizontalPodAutoscaler', 'spec.metrics', {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 5 } },
  }),
  doubled('CertificateSigningRequest', 'spec.usages', 'client auth'),
  doubled('FlowSchema', 'spec.rules[0].nonResourceRules[0].verbs', 'get'),
  doubled('StorageClass', 'mountOptions', 'ro'),
  doubled('StorageClass', 'allowedTopologies', { matchLabelExpressions: [{ key: 'a', values: ['b', 'b'] }] }),
  doubled('Service', 'status.conditions', condition),
];
