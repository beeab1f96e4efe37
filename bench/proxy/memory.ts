// How much memory a proxy takes that follows so many Services, from objects as they come over the wire to all rules in the kernel: a process
// of its own, whose peak is what is told. ARGV: Services, endpoints of each.
import { readFileSync } from 'node:fs';
import { Service } from '@kubets/proto-gen/core/v1';
import { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { createLister } from '@kubets/client';
import { serviceOf, sliceOf } from '../apiserver/stored-services';
import { createNft } from '../../apps/proxy/src/backends/nftables/nft';
import { createNftablesBackend } from '../../apps/proxy/src/backends/nftables/nftables-backend';
import { createCommandRunner } from '../../apps/proxy/src/command';
import { keptOfService, keptOfSlice } from '../../apps/proxy/src/kept-objects';
import { forwardingOfService } from '../../apps/proxy/src/model/forwarding-of-service';
import { createForwardingState } from '../../apps/proxy/src/model/forwarding-state';

const [services = 10_000, endpoints = 10] = process.argv.slice(2, 4).map(Number);
const prefix = process.argv.slice(4);

/** As the apiserver sends them. */
const serviceBytes = (index: number): Uint8Array => Service.encode(serviceOf(index)).finish();
const sliceBytes = (index: number): Uint8Array => EndpointSlice.encode(sliceOf(index, endpoints)).finish();

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
