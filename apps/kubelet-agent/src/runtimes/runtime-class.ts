import type { KubeClient } from '@kubets/client';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { SandboxSpec } from './runtime';

/** What the pod's RuntimeClass says of its sandbox. @throws Error when there is no such class. */
export async function runtimeHandlerOf(
  client: KubeClient<'runtimeClasses'>,
  { spec }: Pod,
): Promise<Pick<SandboxSpec, 'runtimeHandler'>> {
  const name = spec?.runtimeClassName;
  if (!name) return {};
  const { handler = '' } = await client.runtimeClasses.get({ name });
  return { runtimeHandler: handler };
}
