import { openKubeClient } from '@kubets/client';
import { type Logger, realClock, serveDiagnostics, type ServiceContext } from '@kubets/component';
import {
  endpointSlices,
  namespaces,
  networkPolicies,
  nodes,
  pods,
  serviceCIDRs,
  services,
} from '@kubets/proto-gen/services';
import { createAnnouncer } from './announce/announcer';
import type { ProxyBackend } from './backends/backend';
import { createNft } from './backends/nftables/nft';
import { type BackendOptions, backends } from './backends/registry';
import { type CommandRunner, createCommandRunner } from './command';
import type { ProxyConfig } from './config';
import { createConntrackCleaner } from './conntrack/conntrack-cleaner';
import { createForwarder } from './forwarder';
import { createProxyHealth } from './health/proxy-health';
import { createLongPoll } from './health/long-poll';
import { createProxyHealthServer, type Questions } from './health/proxy-health-server';
import { createServiceHealthServers } from './health/service-health-servers';
import { parseHostPort } from './host-port';
import { createInformers } from './informers';
import { prepareKernel } from './kernel-settings';
import { createForwardingState } from './model/forwarding-state';
import { createPolicyEnforcer } from './policy/policy-enforcer';
import { removePolicyTables } from './policy/policy-tables';
import { interfaceAddresses } from './node-port-addresses';
import { createProxyMetrics } from './proxy-metrics';
import { close, listen } from './serve-http';

/** Runs the proxy of this node until the signal aborts. The rules stay: traffic does not depend on this process. */
export async function startProxy(context: ServiceContext<ProxyConfig>): Promise<void> {
  const { config, logger, signal, metrics } = context;
  const run = createCommandRunner();
  if (!config.kubeconfig)
    throw new Error(
      '--kubeconfig is needed: the path of a kubeconfig whose server is the gRPC address of the apiserver',
    );
  await prepareKernel(logger);

  const health = createProxyHealth({ clock: realClock, timeoutMs: 2 * config.syncPeriodMs });
  const healthz = parseHostPort(config.healthzBindAddress);
  const metricsAt = parseHostPort(config.metricsBindAddress);
  if (metricsAt)
    await serveDiagnostics({
      config: { ...config, bindAddress: metricsAt.host, securePort: metricsAt.port },
      health: context.health,
      metrics,
      logger,
      signal,
    });

  const client = await openKubeClient(
    config.kubeconfig,
    { endpointSlices, namespaces, networkPolicies, nodes, pods, serviceCIDRs, services },
    { component: 'kube-proxy' },
  );
  context.onStop(() => client.close());
  const serviceHealth = createServiceHealthServers({ proxyHealth: health, logger });
  context.onStop(() => serviceHealth.close());
  const state = createForwardingState();

  const informers = createInformers(client, config.hostnameOverride, logger);
  const longPoll = createLongPoll(realClock);

  const backend = createBackend(config, run);
  const forwarder = createForwarder({
    nodeName: config.hostnameOverride,
    nodePorts: config.nodeportAddresses,
    syncPeriodMs: config.syncPeriodMs,
    informers,
    state,
    backend,
    announcer: createAnnouncer({ run, logger }),
    conntrack: createConntrackCleaner({ run, frontendAt: state.frontendAt, logger }),
    health,
    serviceHealth,
    metrics: createProxyMetrics(metrics),
    interfaceAddresses,
    onCommitted: () => longPoll.changed(),
    clock: realClock,
    logger,
  });
  const enforcer = createPolicyEnforcer({
    nodeName: config.hostnameOverride,
    client,
    nodes: informers.nodes,
    endpointSlices: informers.endpointSlices,
    nft: createNft(run),
    syncPeriodMs: config.syncPeriodMs,
    onEnforced: () => longPoll.changed(),
    clock: realClock,
    logger,
  });
  if (healthz) {
    const questions: Questions = {
      '/kubets/enforced': (address) => enforcer.isEnforced(address),
      '/kubets/unused': (address, parameters) => forwarder.release(address, parameters.get('orLastResort') === 'true'),
    };
    const server = createProxyHealthServer(health, metrics, { questions, longPoll, holds: backend.holds });
    await listen(server, healthz);
    context.onStop(() => close(server));
  }
  await Promise.all([forwarder.run(signal), enforcer.run(signal)]);
}

/** Removes everything that a proxy has left in this network namespace, whatever its mode was. */
export async function cleanUp(config: ProxyConfig, logger: Logger): Promise<void> {
  const run = createCommandRunner();
  for (const create of Object.values(backends)) await create(backendOptions(config, run)).remove();
  await removePolicyTables(createNft(run));
  await createAnnouncer({ run, logger }).announce([], []);
}

function createBackend(config: ProxyConfig, run: CommandRunner): ProxyBackend {
  const { [config.proxyMode]: create }: Readonly<Record<string, (options: BackendOptions) => ProxyBackend>> = backends;
  if (!create) throw new Error(`--proxy-mode ${config.proxyMode}: must be one of ${Object.keys(backends).join(', ')}`);
  return create(backendOptions(config, run));
}

function backendOptions(config: ProxyConfig, run: CommandRunner): BackendOptions {
  return { run, clusterCidrs: config.clusterCidr, masqueradeAll: config.masqueradeAll };
}
