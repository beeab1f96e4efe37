import type { IpFamily } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { forwardingOfService } from '../../../model/forwarding-of-service';
import { createForwardingState } from '../../../model/forwarding-state';
import type { NodeView } from '../../../model/node-view';
import { createFamilyTable } from '../family-table';
import type { TableContent } from '../render-transaction';
import type { SkeletonOptions } from '../skeleton';

export const testNode: NodeView = { name: 'node-1', zone: 'zone-a', primaryAddresses: ['10.201.0.11'], eligible: true };
const nodePortAddresses = ['10.201.0.11', '127.0.0.1'];

/** The table that forwards these Services; every slice belongs to the Service its label names. */
export function tableOf(
  services: readonly Service[],
  slices: readonly EndpointSlice[] = [],
  {
    family = 'IPv4',
    node = testNode,
    ...options
  }: Partial<SkeletonOptions> & { family?: IpFamily; node?: NodeView } = {},
): { content: TableContent; text: string } {
  const table = createFamilyTable(family, { clusterCidrs: ['10.244.0.0/16'], masqueradeAll: false, ...options });
  const state = createForwardingState();
  const cidrs = state.updateServiceCidrs([family === 'IPv4' ? '10.96.0.0/12' : 'fd00:10:96::/112']);
  const updates = services.map((service) => {
    const own = slices.filter(
      ({ metadata }) => metadata?.labels?.['kubernetes.io/service-name'] === service.metadata?.name,
    );
    const key = `${service.metadata?.namespace}/${service.metadata?.name}`;
    return state.update(key, forwardingOfService(service, own, { node, nodePortAddresses }));
  });
  for (const { frontends, addresses } of [cidrs, ...updates]) {
    for (const change of frontends) if ((change.after ?? change.before)?.family === family) table.stageFrontend(change);
    for (const { set, before, after } of addresses) {
      const ofFamily = (texts: readonly string[]): string[] =>
        texts.filter((text) => text.includes(':') === (family === 'IPv6'));
      table.stageAddresses(set, ofFamily(before), ofFamily(after));
    }
  }
  const content = table.content();
  return {
    content,
    text: `${table
      .takeEverything(undefined)
      .transactions.flatMap((transaction) => [...transaction])
      .join('\n')}\n`,
  };
}
