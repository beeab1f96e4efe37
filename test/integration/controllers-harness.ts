import { createKubeClient, dynamicCluster } from '@kubets/client';
import { createLogger, realClock } from '@kubets/component';
import * as services from '@kubets/proto-gen/services';
import { configSchema } from '../../apps/controller-manager/src/config';
import { runControllers } from '../../apps/controller-manager/src/controller-manager';
import type { ControllerEntry } from '../../apps/controller-manager/src/controllers/controller-context';
import type { RunningApiserver, TestCluster } from './apiserver-harness';

const COMPONENT = 'kube-controller-manager';

export interface RunningControllers {
  /** To be called before the apiserver stops. Resolves when the last of them has ended. */
  stop(): Promise<void>;
}

/** Runs controllers against a real apiserver, with the rights that they have in a cluster. */
export async function startControllers(
  cluster: TestCluster,
  api: RunningApiserver,
  controllers: readonly ControllerEntry[],
  flags: Readonly<Record<string, string>> = {},
): Promise<RunningControllers> {
  const stop = new AbortController();
  const certificate = { file: 'controller-manager', commonName: `system:${COMPONENT}`, usages: ['client' as const] };
  const channel = api.channel(await cluster.ca.issue(certificate));
  const ended = runControllers(
    {
      client: createKubeClient(channel, services.storedServices, { component: COMPONENT }),
      cluster: dynamicCluster(channel, { component: COMPONENT }),
      config: configSchema.parse(
        ['--kubeconfig=unused', ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`)],
        {},
      ),
      controllers,
      clock: realClock,
      logger: createLogger({ service: COMPONENT, level: (process.env['TEST_LOG_LEVEL'] ?? 'silent') as 'silent' }),
    },
    stop.signal,
  );
  return {
    async stop() {
      stop.abort();
      await ended;
    },
  };
}
