import type { Agent } from 'node:https';
import { signalOf } from '@kubets/component';
import type { CustomResourceDefinition } from '@kubets/proto-gen/apiextensions/v1';
import type { ResourceRequest } from '../pipeline/request';
import type { RequestScope } from '../pipeline/request-scope';
import type { StoredVersions } from '../pipeline/stored-versions';
import type { ResourceKey } from '../registry/object-reader';
import type { ResourceDefinition } from '../registry/resource';
import { createDefinitionController, type DefinitionController } from './definition-controller';
import { deleteInstances } from './delete-instances';
import { createWebhookClient } from '../webhook/webhook-client';
import { createStatusWriter } from './status-writer';
import { createWebhookConversion } from './webhook-conversion';

/** Kinds that come and go, as far as custom resources have to do with it. */
interface LiveKinds {
  now(): { registry: { definitionOf(group: string, plural: string): ResourceDefinition | undefined } };
  put(definition: ResourceDefinition): void;
  remove(group: string, plural: string): void;
}

export interface CustomResourcesOptions {
  scope: RequestScope;
  api: LiveKinds;
  versions: Pick<StoredVersions, 'add' | 'remove'>;
  definitions(): CustomResourceDefinition[];
  /** The resource of the definitions themselves. */
  ofDefinitions: ResourceDefinition;
  /** Who writes. */
  context: Pick<ResourceRequest, 'user' | 'signal' | 'warn' | 'authorize'>;
  retry(name: string, error: Error): void;
  /** Connects to kubelets, by way of which webhooks are reached that are pods. */
  kubeletAgent: Agent;
}

/** Everything that custom resources need besides the pipeline; loaded with the first definition. */
export function createCustomResources({
  scope,
  api,
  versions,
  definitions,
  ofDefinitions,
  context,
  retry,
  kubeletAgent,
}: CustomResourcesOptions): DefinitionController {
  const { cache } = scope;
  const client = createWebhookClient({ reader: cache, kubeletAgent });
  const added = new Set<string>();
  const idOf = ({ group, plural }: ResourceKey) => `${plural}.${group}`;
  return createDefinitionController({
    definitions,
    writer: createStatusWriter(scope, ofDefinitions, context),
    now: () => scope.now(),
    retry,
    conversionBy: (conversion, storage, kindVersions) =>
      createWebhookConversion({
        client,
        conversion,
        storage,
        versions: kindVersions,
        signal: signalOf(context.signal),
      }),
    kinds: {
      async put(definition, anew) {
        versions.add(definition);
        if (anew) await cache.reread(definition);
        api.put(definition);
        added.add(idOf(definition));
      },
      remove(resource) {
        added.delete(idOf(resource));
        api.remove(resource.group, resource.plural);
        cache.forget(resource);
        versions.remove(resource);
      },
      isBuiltIn: (resource) =>
        !added.has(idOf(resource)) && api.now().registry.definitionOf(resource.group, resource.plural) !== undefined,
      deleteInstances: (definition) => deleteInstances(scope, definition, context),
    },
  });
}
