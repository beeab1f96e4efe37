/** No node has this label: the pods of examples are never run. */
const NOWHERE = { 'kubets-fuzz': 'nowhere' };

export const labels = { app: 'fuzz' };
export const podSpec = { nodeSelector: NOWHERE, containers: [{ name: 'c', image: 'fuzz.invalid/none:1' }] };
export const template = { metadata: { labels }, spec: podSpec };
export const workload = { replicas: 1, selector: { matchLabels: labels }, template };

/** A pod that says more, of what has defaults. */
export const probedSpec = {
  containers: [
    {
      name: 'c',
      image: 'nginx',
      ports: [{ name: 'http', containerPort: 80 }],
      livenessProbe: { httpGet: { port: 80 } },
    },
  ],
};
export const probedTemplate = { metadata: { labels: { a: 'b' } }, spec: probedSpec };

/** Policies are for no pod. */
export const NOBODY = { matchLabels: NOWHERE };

export const subject = { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'kubets-fuzz-nobody' };
export const roleRef = (kind: string) => ({
  apiGroup: 'rbac.authorization.k8s.io',
  kind,
  name: 'kubets-fuzz-none',
});
export const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }];

export const FUZZ_GROUP = 'fuzz.invalid';

/** Meant for nothing that is there. */
export const webhook = {
  name: 'fuzz.kubets.test',
  clientConfig: { url: 'https://fuzz.invalid/' },
  rules: [{ operations: ['CREATE'], apiGroups: ['fuzz.invalid'], apiVersions: ['v1'], resources: ['none'] }],
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
  failurePolicy: 'Ignore',
};
