import { configSchema } from './config';

const parse = (...argv: string[]) => configSchema.parse(['--kubeconfig', '/k', ...argv], {});

test.each([
  { argv: ['--cluster-cidr', '10.244.0.0'], message: '--cluster-cidr' },
  { argv: ['--node-cidr-mask-size', '33'], message: 'must be between 1 and 32' },
  { argv: ['--concurrent-deployment-syncs', '0'], message: 'must be greater than 0' },
  { argv: ['--node-eviction-rate', 'fast'], message: 'must be a number that is not negative' },
  { argv: ['--max-endpoints-per-slice', '1001'], message: 'must be between 1 and 1000' },
])('$argv is refused', ({ argv, message }) => expect(() => parse(...argv)).toThrow(message));

test("Kubernetes' defaults", () => {
  expect(parse()).toMatchObject({
    controllers: ['*'],
    securePort: 10257,
    leaderElect: true,
    nodeCidrMaskSize: 24,
    nodeMonitorGracePeriodMs: 40_000,
    nodeMonitorPeriodMs: 5_000,
    nodeStartupGracePeriodMs: 60_000,
    terminatedPodGcThreshold: 12_500,
    concurrentGcSyncs: 20,
    maxEndpointsPerSlice: 100,
  });
});

test.each(['10.244.0.0/16', '10.244.0.0/16,fd00::/48'])('--cluster-cidr %s', (clusterCidr) =>
  expect(parse('--cluster-cidr', clusterCidr).clusterCidr).toBe(clusterCidr),
);
