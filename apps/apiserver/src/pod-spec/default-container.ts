import type { Steps } from '@kubets/apimachinery';
import type { Container } from '@kubets/proto-gen/core/v1';
import { defaultPullPolicy } from './image-reference';
import { completeResourceList, roundResources } from './resource-lists';

/** What of a container follows from its other fields, in every pod and pod template; also for init containers. */
export function* defaultContainer(container: Container): Steps<void> {
  container.imagePullPolicy ||= defaultPullPolicy(container.image);
  yield* roundResources(container.resources);
}

/** What a container asks for is at least what it is limited to; set on pods, not on templates. */
export function* defaultRequestsFromLimits(container: Container): Steps<void> {
  const resources = container.resources;
  if (!resources?.limits) return;
  resources.requests ??= {};
  yield* completeResourceList(resources.requests, resources.limits);
}
