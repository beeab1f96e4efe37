import {
  clientOptions,
  defineConfig,
  leaderElectionOptions,
  logOptions,
  servingOptions,
  type ConfigOf,
} from '@kubets/component/main';

export const config = defineConfig({
  name: 'cloud-controller-manager',
  doc: 'Gives Services of type LoadBalancer an address that answers.',
  options: {
    ...clientOptions,
    ...servingOptions({ securePort: 10258 }),
    ...leaderElectionOptions({ resourceName: 'cloud-controller-manager' }),
    ...logOptions,
    cloudProvider: {
      flag: 'cloud-provider',
      type: 'string',
      default: 'l2-pool',
      doc: 'Who makes the load balancers. l2-pool gives addresses of the nodes’ own network, each announced by a healthy node.',
    },
    loadBalancerPool: {
      flag: 'load-balancer-pool',
      type: 'list',
      default: [],
      doc: 'Addresses of the pool "default": CIDRs and FIRST-LAST ranges.',
      async validateLater(ranges) {
        const { parseAddressRange } = await import('./providers/l2-pool/pools/address-range');
        return complaint('a list of CIDRs and FIRST-LAST ranges', () => ranges.forEach(parseAddressRange));
      },
    },
    loadBalancerPoolsFile: {
      flag: 'load-balancer-pools-file',
      type: 'string',
      doc: 'YAML file with a list "pools", each with name, addresses, autoAssign, priority (lower first), namespaces and serviceSelector.',
      async validateLater(path) {
        const { readPoolsFile } = await import('./providers/l2-pool/pools/pools-file');
        return complaint('a file of address pools', () => readPoolsFile(path));
      },
    },
  },
});

export type CloudLbConfig = ConfigOf<typeof config.options>;

function complaint(expected: string, check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return `${expected}: ${(error as Error).message}`;
  }
}
