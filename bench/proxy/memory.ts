// How much memory a proxy takes that follows so many Services, from objects as they come over the wire to all rules in the kernel: a process
// of its own, whose peak is what is told. ARGV: Services, endpoints of each.
import { readFileSync } from 'node:fs';
import { Service } from '@kubets/proto-gen/core/v1';
import { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { createLister } from '@kubets/client';
import { createNft } from '../../apps/proxy/src/backends/nftables/nft';
import { createNftablesBackend } from '../../apps/proxy/src/backends/nftables/nftables-backend';
import { createCommandRunner } from '../../apps/proxy/src/command';
import { keptOfService, keptOfSlice } from '../../apps/proxy/src/kept-objects';
import { forwardingOfService } from '../../apps/proxy/src/model/forwarding-of-service';
import { createForwardingState } from '../../apps/proxy/src/model/forwarding-state';

const [services = 10_000, endpoints = 10] = process.argv.slice(2, 4).map(Number);
const prefix = process.argv.slice(4);

/** As the apiserver sends them: with what users, kubectl and controllers write. */
function serviceBytes(index: number): Uint8Array {
  const name = `service-${index}`;
  return Service.encode({
    metadata: {
      namespace: `team-${index % 50}`,
      name,
      uid: `6f9619ff-8b86-d011-b42d-${String(index).padStart(12, '0')}`,
      resourceVersion: String(1000 + index),
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'shop' },
    },
    spec: {
      type: 'ClusterIP',
      clusterIP: `10.${96 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`,
      clusterIPs: [`10.${96 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
      sessionAffinity: 'None',
      selector: { 'app.kubernetes.io/name': name },
      ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }],
    },
  }).finish();
}

function sliceBytes(index: number): Uint8Array {
  const name = `service-${index}`;
  return EndpointSlice.encode({
    metadata: {
      namespace: `team-${index % 50}`,
      name: `${name}-abcde`,
      uid: `7f9619ff-8b86-d011-b42d-${String(index).padStart(12, '0')}`,
      resourceVersion: String(200_000 + index),
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: {
        'app.kubernetes.io/name': name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': name,
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid: `6f96-${index}`, controller: true }],
    },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: Array.from({ length: endpoints }, (_, at) => {
      const pod = index * endpoints + at;
      return {
        addresses: [`10.${128 + (pod >> 16)}.${(pod >> 8) & 255}.${pod & 255}`],
        conditions: { ready: true, serving: true, terminating: false },
        nodeName: `node-${pod % 100}`,
        zone: `zone-${pod % 3}`,
        targetRef: {
          kind: 'Pod',
          namespace: `team-${index % 50}`,
          name: `${name}-7d9c5b8f6d-${pod}`,
          uid: `8f96-${pod}`,
        },
      };
    }),
  }).finish();
}

async function main(): Promise<void> {
  const state = createForwardingState();
  const backend = createNftablesBackend({
    nft: createNft(createCommandRunner(prefix)),
    clusterCidrs: ['10.244.0.0/16'],
    masqueradeAll: false,
  });
  const options = {
    node: { name: 'node-1', zone: 'zone-1', primaryAddresses: ['10.0.0.1'], eligible: true },
    nodePortAddresses: ['10.0.0.1'],
  };
  const all = createLister<Service>();
  const slices = createLister<EndpointSlice>();
  for (let index = 0; index < services; index++) {
    const service = keptOfService(Service.decode(serviceBytes(index)));
    const slice = keptOfSlice(EndpointSlice.decode(sliceBytes(index)));
    all.set(service);
    slices.set(slice);
    if (index % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  for (const service of all.list()) {
    const key = `${service.metadata?.namespace}/${service.metadata?.name}`;
    const own = slices.get(`${key}-abcde`);
    backend.stage(state.update(key, forwardingOfService(service, own ? [own] : [], options)));
  }
  await backend.commit();
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
  const { heapUsed, rss } = process.memoryUsage();
  const cpu = process.cpuUsage();
  console.log(
    JSON.stringify({
      peakMiB: Math.round(peak),
      rssMiB: Math.round(rss / 2 ** 20),
      heapMiB: Math.round(heapUsed / 2 ** 20),
      cpuMs: Math.round((cpu.user + cpu.system) / 1000),
    }),
  );
}

void main();
