import type { Container } from '@kubets/proto-gen/core/v1';
import { roundResourceList } from './round-resource-list';

/** What of a container follows from its other fields, in every pod and pod template; also for init containers. */
export function defaultContainer(container: Container): void {
  container.imagePullPolicy ||= defaultPullPolicy(container.image);
  roundResourceList(container.resources?.limits);
  roundResourceList(container.resources?.requests);
}

/** What a container asks for is at least what it is limited to; set on pods, not on templates. */
export function defaultRequestsFromLimits(container: Container): void {
  const resources = container.resources;
  if (!resources?.limits) return;
  resources.requests ??= {};
  for (const [name, limit] of Object.entries(resources.limits)) resources.requests[name] ??= limit;
}

/** The policy of an image nobody gave one: `Always` for `:latest`, named or implied, `IfNotPresent` for what has a tag or digest. */
export function defaultPullPolicy(image: string | undefined): 'Always' | 'IfNotPresent' {
  const reference = image ?? '';
  if (reference.includes('@')) return 'IfNotPresent';
  const lastPart = reference.slice(reference.lastIndexOf('/') + 1);
  const colon = lastPart.indexOf(':');
  return colon < 0 || lastPart.slice(colon + 1) === 'latest' ? 'Always' : 'IfNotPresent';
}
