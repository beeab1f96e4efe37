import type { Engine } from '../pipeline/engine';
import type { ApiRegistry } from '../registry/api-registry';
import type { ResourceDefinition } from '../registry/resource';
import { identityLease, keepRenewing, LEASES, liveAddresses } from './live-servers';
import { ensureRbacPolicy } from './rbac-policy';
import { defaultServiceCidr, kubernetesEndpoints, kubernetesService, namespaceObject, SYSTEM_NAMESPACES } from './system-objects';
import { createSystemWriter } from './system-writer';

export interface BootstrapOptions {
  engine: Engine;
  registry: ApiRegistry;
  advertiseAddress: string;
  /** Port of the REST API. */
  port: number;
  signal: AbortSignal;
  onError(error: Error): void;
}

export interface Bootstrap {
  /** What a cluster has before anybody does anything. May be repeated; safe with several apiservers at once. */
  run(): Promise<void>;
  /** Keeps this server among the endpoints of the Service kubernetes, and those that died out of them. */
  stayListed(): Promise<void>;
  /** Takes this server out of the endpoints. */
  leave(): Promise<void>;
}

export function createBootstrap({ engine, registry, advertiseAddress, port, signal, onError }: BootstrapOptions): Bootstrap {
  // Leaving is written after the signal.
  const writer = createSystemWriter(engine, new AbortController().signal);
  const definition = (group: string, plural: string): ResourceDefinition => {
    const found = registry.definitionOf(group, plural);
    if (!found) throw new Error(`the registry has no ${plural}.${group}`);
    return found;
  };
  const { serviceClusterIpRanges } = engine.settings;

  async function publish(addresses: string[]): Promise<void> {
    const [endpoints, slice] = kubernetesEndpoints(addresses, port);
    await Promise.all([writer.replace(definition('', 'endpoints'), endpoints), writer.replace(definition('discovery.k8s.io', 'endpointslices'), slice)]);
  }

  async function renew(): Promise<void> {
    await writer.replace(definition(LEASES.group, LEASES.plural), identityLease(advertiseAddress, engine.now()));
    await publish(liveAddresses(engine.cache, advertiseAddress, engine.now()));
  }

  return {
    async run() {
      await Promise.all([
        writer.ensure(definition('networking.k8s.io', 'servicecidrs'), defaultServiceCidr(serviceClusterIpRanges)),
        ...SYSTEM_NAMESPACES.map((name) => writer.ensure(definition('', 'namespaces'), namespaceObject(name))),
      ]);
      // Some of these live in the namespaces.
      await Promise.all([
        ensureRbacPolicy(engine.cache, writer, definition),
        writer.ensure(definition('', 'services'), kubernetesService(serviceClusterIpRanges[0]!, port)),
      ]);
    },
    stayListed: () => keepRenewing(renew, signal, onError),
    async leave() {
      const others = liveAddresses(engine.cache, advertiseAddress, engine.now()).filter((address) => address !== advertiseAddress);
      if (others.length > 0) await publish(others);
    },
  };
}
