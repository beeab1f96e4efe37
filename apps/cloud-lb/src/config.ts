import { defineConfig, leaderElectionOptions, logOptions, servingOptions, type ConfigOf } from '@kubets/component/main';

export const config = defineConfig({
  name: 'cloud-controller-manager',
  doc: 'Gives Services of type LoadBalancer an address that answers.',
  options: {
    kubeconfig: {
      flag: 'kubeconfig',
      type: 'string',
      doc: 'Path of the kubeconfig whose server is the gRPC address of the apiserver (https://HOST:6444). Needed unless --cleanup is given.',
    },
    ...servingOptions({ securePort: 10258 }),
    ...leaderElectionOptions({ resourceName: 'cloud-controller-manager' }),
    ...logOptions,
    cloudProvider: {
      flag: 'cloud-provider',
      type: 'string',
      default: 'l2-pool',
      doc: 'Who makes the load balancers. l2-pool gives addresses of the nodes’ own network, each announced by a healthy node; passthrough has this machine own them and forward their packets to healthy nodes.',
    },
    loadBalancerDomain: {
      flag: 'load-balancer-domain',
      type: 'string',
      doc: 'Publishes load balancers by the name SERVICE.NAMESPACE.DOMAIN instead of their addresses. In a domain within the zone of the cluster, the cluster’s DNS answers for them.',
      async validateLater(domain) {
        const { domainProblem } = await import('./assignment/load-balancer-hostname');
        return domainProblem(domain);
      },
    },
    cleanup: {
      flag: 'cleanup',
      type: 'bool',
      default: false,
      doc: 'Remove what the provider has left in the kernel of this machine, and exit.',
    },
    loadBalancerPool: {
      flag: 'load-balancer-pool',
      type: 'list',
      default: [],
      doc: 'Addresses of the pool "default": CIDRs and FIRST-LAST ranges.',
      async validateLater(ranges) {
        const { parseAddressRange } = await import('./pools/address-range');
        return complaint('a list of CIDRs and FIRST-LAST ranges', () => ranges.forEach(parseAddressRange));
      },
    },
    loadBalancerPoolsFile: {
      flag: 'load-balancer-pools-file',
      type: 'string',
      doc: 'YAML file with a list "pools", each with name, addresses, autoAssign, priority (lower first), namespaces and serviceSelector.',
      async validateLater(path) {
        const { readPoolsFile } = await import('./pools/pools-file');
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
