import { createLogger } from '@kubets/component';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { createAnnouncer } from '../announce/announcer';
import { type CommitReport, type ProxyBackend } from '../backends/backend';
import { createNft } from '../backends/nftables/nft';
import { createNftablesBackend } from '../backends/nftables/nftables-backend';
import { createCommandRunner } from '../command';
import { createConntrackCleaner } from '../conntrack/conntrack-cleaner';
import { forwardingOfService } from '../model/forwarding-of-service';
import { createForwardingState } from '../model/forwarding-state';
import type { FrontendChange } from '../model/frontend-table';
import type { ServiceForwarding } from '../model/frontend';
import { addresses, addresses6, type NetLab } from './net-lab';

/** The proxy of one of the lab's nodes without an apiserver. */
export interface NodeProxy {
  backend: ProxyBackend;
  /** Makes exactly these Services be forwarded; slices are found by their label. */
  apply(services: readonly Service[], slices?: readonly EndpointSlice[]): Promise<CommitReport>;
}

/** `zone` is the node's, which hints of endpoints are compared with. */
export function createNodeProxy(lab: NetLab, place: 'node' | 'other' = 'node', zone?: string): NodeProxy {
  const run = createCommandRunner(lab.inside(place));
  const state = createForwardingState();
  const backend = createNftablesBackend({
    nft: createNft(run),
    clusterCidrs: ['10.244.0.0/16', 'fd00:244::/32'],
    masqueradeAll: false,
  });
  const logger = createLogger({ service: 'test', level: 'silent' });
  const conntrack = createConntrackCleaner({ run, frontendAt: state.frontendAt, logger });
  const announcer = createAnnouncer({ run, logger });
  const primaryAddresses = [addresses[place], addresses6[place]];
  const node = { name: place, primaryAddresses, eligible: true, ...(zone !== undefined && { zone }) };
  backend.stage(state.updateServiceCidrs(['10.96.0.0/12', 'fd00:96::/112']));
  return {
    backend,
    async apply(services, slices = []) {
      const gone = new Set([...state.services()].map(({ key }) => key));
      const changes: FrontendChange[] = [];
      const update = (key: string, forwarding: ServiceForwarding | undefined): void => {
        const changed = state.update(key, forwarding);
        changes.push(...changed.frontends);
        backend.stage(changed);
      };
      for (const object of services) {
        const name = object.metadata?.name ?? '';
        const own = slices.filter(({ metadata }) => metadata?.labels?.['kubernetes.io/service-name'] === name);
        gone.delete(`default/${name}`);
        update(
          `default/${name}`,
          forwardingOfService(object, own, {
            node,
            nodePortAddresses: [addresses[place], addresses6[place], '127.0.0.1'],
          }),
        );
      }
      for (const key of gone) update(key, undefined);
      const report = await backend.commit();
      await conntrack.clean(changes);
      const announced = [...state.services()].flatMap((forwarding) => forwarding.announced);
      await announcer.announce(announced, node.primaryAddresses);
      return report;
    },
  };
}
