import type { Container } from '@kubets/proto-gen/core/v1';
import { defaultPullPolicy } from './image-reference';
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
