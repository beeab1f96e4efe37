import type { KubeObject } from '@kubets/apimachinery';
import type * as services from '@kubets/proto-gen/services';
import { createChannel, loadKubeconfig, type RpcChannel } from '@kubets/rpc';
import type { ResourceClient } from './resource-client';
import type { ResourceClients, StoredName } from './resource-clients';
import type { ResourceService } from './resource-service';
import { rpcResourceClient } from './rpc-resource-client';

/** Typed clients for the named resources; for all of them unless told. */
export type KubeClient<Name extends StoredName = StoredName> = Pick<ResourceClients, Name> & {
  /** By plural name ('endpointslices'); throws Error for a resource that the client was not made for. */
  resource<T extends KubeObject = KubeObject>(plural: string): ResourceClient<T>;
  close(): void;
};

export interface KubeClientOptions {
  /** Field manager and user agent: the component's name. */
  component?: string;
}

const DEFAULT_COMPONENT = 'kubets';

/**
 * Opens no connection before the first call. `resources` are those of '@kubets/proto-gen/services' that are asked for: a
 * bundle has the codecs of these and no others.
 */
export function createKubeClient<Name extends StoredName>(
  channel: RpcChannel,
  resources: Pick<typeof services, Name>,
  { component = DEFAULT_COMPONENT }: KubeClientOptions = {},
): KubeClient<Name> {
  const offered: [string, ResourceService][] = Object.entries(resources);
  const clients = Object.fromEntries(
    offered.map(([name, service]) => [name, rpcResourceClient(channel, service, component)]),
  );
  const byPlural = new Map(offered.map(([name, { names }]) => [names.plural, clients[name]!]));

  return {
    ...(clients as unknown as Pick<ResourceClients, Name>),
    resource<T extends KubeObject>(plural: string) {
      const client = byPlural.get(plural);
      if (!client) throw new Error(`no resource "${plural}"; there are: ${[...byPlural.keys()].join(', ')}`);
      return client as unknown as ResourceClient<T>;
    },
    close: () => channel.close(),
  };
}

/** The same from the path of a kubeconfig, with a channel of its own. Rejects as loadKubeconfig does. */
export async function openKubeClient<Name extends StoredName>(
  kubeconfig: string,
  resources: Pick<typeof services, Name>,
  options: KubeClientOptions = {},
): Promise<KubeClient<Name>> {
  const channel = createChannel(await loadKubeconfig(kubeconfig), {
    userAgent: options.component ?? DEFAULT_COMPONENT,
  });
  return createKubeClient(channel, resources, options);
}
