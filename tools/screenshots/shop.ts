import type { Cluster } from '../../packages/testing/src';

const workload = (namespace: string, name: string, replicas: number, kind = 'Deployment'): string => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  replicas: ${replicas}
  ${kind === 'StatefulSet' ? `serviceName: ${name}` : ''}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, image: registry.example/${name}, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${name} }, ports: [{ port: 80, targetPort: 8080 }] }
---`;

const EDGE = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: site, namespace: shop }
spec:
  rules:
    - host: shop.example
      http:
        paths:
          - { path: /, pathType: Prefix, backend: { service: { name: front, port: { number: 80 } } } }
          - { path: /cart, pathType: Prefix, backend: { service: { name: cart, port: { number: 80 } } } }
---
apiVersion: v1
kind: Service
metadata: { name: search, namespace: shop }
spec: { selector: { app: serach }, ports: [{ port: 80 }] }
---
apiVersion: batch/v1
kind: Job
metadata: { name: migrate, namespace: blog }
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: main, image: any }] } } }
`;

/** A shop with something of everything that can be seen: what is well, what starts, what fails, what leads nowhere. */
export async function openShop(cluster: Cluster): Promise<void> {
  cluster.simulate({ labelSelector: 'app=mail' }, { waiting: 'ImagePullBackOff' });
  cluster.simulate({ labelSelector: 'app=stock' }, { readyAfterMs: 3_600_000 });
  for (const name of ['shop', 'blog']) {
    await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    await cluster.eventually(async () => (await cluster.client.serviceAccounts.list({ namespace: name })).items.length);
  }
  await cluster.apply(
    [
      workload('shop', 'front', 6),
      workload('shop', 'cart', 3),
      workload('shop', 'mail', 2),
      workload('shop', 'stock', 2),
      workload('shop', 'orders', 3, 'StatefulSet'),
      workload('blog', 'web', 14),
      EDGE,
    ].join('\n'),
  );
  await cluster.eventually(async () => {
    const { items } = await cluster.client.pods.list({});
    return items.length >= 31 && items.every(({ spec }) => spec?.nodeName);
  });
}
