import type { Deployment, StatefulSet } from '@kubets/proto-gen/apps/v1';
import type { Job } from '@kubets/proto-gen/batch/v1';
import type { ApiClient } from '../api/api-client';
import { NAMESPACE } from '../scheduler/create-nodes';
import { versionOf, watchFrom } from '../watch-from';
import type { SimulatedKubelets } from './kubelets';

export interface Site {
  client: ApiClient;
  kubelets: SimulatedKubelets;
}

/** Something that a user asks for; what it costs is told per pod. */
export interface Workload {
  name: string;
  pods(size: number): number;
  /** Resolves when it is there to the end; to the seconds until all its pods were bound where that is asked for. */
  run(site: Site, size: number): Promise<number | undefined>;
}

const template = (app: string, image = 'web:1') => ({
  metadata: { labels: { app } },
  spec: {
    containers: [{ name: 'main', image, resources: { requests: { cpu: '10m', memory: '50Mi' } } }],
    terminationGracePeriodSeconds: 1,
  },
});
const selector = (app: string) => ({ matchLabels: { app } });
const WEB_SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
};

const isRolledOut = ({ metadata, status }: Deployment, size: number): boolean =>
  status?.observedGeneration === metadata!.generation &&
  [status?.replicas, status?.updatedReplicas, status?.availableReplicas].every((count) => count === size);

/** In this order: the second updates what the first made. The replicas are behind a Service; the StatefulSet has a fifth of them, in parallel. */
export const WORKLOADS: readonly Workload[] = [
  {
    name: 'replicas',
    pods: (size) => size,
    async run(site, size) {
      await post(site, '/api/v1', 'services', WEB_SERVICE);
      const begun = performance.now();
      const bound = site.kubelets.whenBound('web', size).then(() => (performance.now() - begun) / 1000);
      const done = whenDone<Deployment>(site, '/apis/apps/v1', 'deployments', 'web', (one) => isRolledOut(one, size));
      await post(site, '/apis/apps/v1', 'deployments', {
        metadata: { name: 'web' },
        spec: { replicas: size, selector: selector('web'), template: template('web') },
      });
      await done;
      return bound;
    },
  },
  {
    name: 'rolling update',
    pods: (size) => size,
    async run(site, size) {
      let updated = Infinity;
      const done = whenDone<Deployment>(
        site,
        '/apis/apps/v1',
        'deployments',
        'web',
        (one) => Number(one.metadata!.generation) >= updated && isRolledOut(one, size),
      );
      const answer = await site.client.send({
        method: 'PATCH',
        path: `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/web`,
        headers: { 'content-type': 'application/strategic-merge-patch+json' },
        body: JSON.stringify({ spec: { template: template('web', 'web:2') } }),
      });
      updated = Number((JSON.parse(answer.toString()) as Deployment).metadata!.generation);
      await done;
      return undefined;
    },
  },
  {
    name: 'Job',
    pods: (size) => size,
    async run(site, size) {
      const done = whenDone<Job>(site, '/apis/batch/v1', 'jobs', 'batch', ({ status }) =>
        Boolean(status?.conditions?.some(({ type, status: value }) => type === 'Complete' && value === 'True')),
      );
      const { metadata, spec } = template('batch');
      await post(site, '/apis/batch/v1', 'jobs', {
        metadata: { name: 'batch' },
        spec: {
          completions: size,
          parallelism: size,
          template: { metadata, spec: { ...spec, restartPolicy: 'Never' } },
        },
      });
      await done;
      return undefined;
    },
  },
  {
    name: 'StatefulSet',
    pods: (size) => Math.ceil(size / 5),
    async run(site, size) {
      const replicas = Math.ceil(size / 5);
      const done = whenDone<StatefulSet>(
        site,
        '/apis/apps/v1',
        'statefulsets',
        'db',
        ({ status }) => status?.readyReplicas === replicas,
      );
      await post(site, '/apis/apps/v1', 'statefulsets', {
        metadata: { name: 'db' },
        spec: {
          replicas,
          serviceName: 'db',
          podManagementPolicy: 'Parallel',
          selector: selector('db'),
          template: template('db'),
        },
      });
      await done;
      return undefined;
    },
  },
];

function post({ client }: Site, groupPath: string, plural: string, object: object): Promise<Buffer> {
  return client.send({
    method: 'POST',
    path: `${groupPath}/namespaces/${NAMESPACE}/${plural}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(object),
  });
}

/** Follows an object from now on, and resolves when it is as wanted; rejects when a kubelet could not go on. */
function whenDone<T extends { metadata?: { resourceVersion?: string } }>(
  { client, kubelets }: Site,
  groupPath: string,
  plural: string,
  name: string,
  isDone: (object: T) => boolean,
): Promise<void> {
  const path = `${groupPath}/namespaces/${NAMESPACE}/${plural}`;
  const seen = (async () => {
    const watch = { path, query: `fieldSelector=metadata.name%3D${name}`, since: await versionOf(client, path) };
    for await (const { object } of watchFrom<T>(client, watch)) if (isDone(object)) return;
  })();
  return Promise.race([seen, kubelets.failed]);
}
