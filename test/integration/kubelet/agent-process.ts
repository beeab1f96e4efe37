import { runMain } from '@kubets/component/main';
import { runAgent } from '../../../apps/kubelet-agent/src/agent';
import { config } from '../../../apps/kubelet-agent/src/config';
import { followShutdownSignal } from '../../../apps/kubelet-agent/src/node-shutdown/shutdown-signal';
import { connectCluster } from './api-over-socket';

// The agent as it is, but for its client: --kubeconfig is the socket of the test's cluster.
void runMain(config, async () => ({
  start: ({ config: options, logger, metrics, health, signal }) =>
    runAgent({
      config: options,
      client: connectCluster(options.kubeconfig),
      // There is one token, and who has it may read figures.
      reviews: {
        reviewToken: async ({ token }) =>
          token === 'of-metrics-server' ? { authenticated: true, user: { username: 'metrics-server' } } : {},
        reviewAccess: async ({ resourceAttributes }) => ({
          allowed: resourceAttributes?.subresource === 'metrics' && resourceAttributes.verb === 'get',
        }),
      },
      onShutdown: followShutdownSignal,
      logger,
      metrics,
      health,
      signal,
    }),
}));
