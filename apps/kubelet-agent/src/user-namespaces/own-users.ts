import type { Pod } from '@kubets/proto-gen/core/v1';
import { handlerOf, type RuntimeFeatures } from '../runtimes/runtime';

export const hasOwnUsers = ({ spec }: Pod): boolean => spec?.hostUsers === false;

/** Why a pod cannot have users of its own, in Kubernetes' words and with what is needed; undefined when it can, or does not ask. */
export function unsupportedUsers(
  pod: Pod,
  features: RuntimeFeatures | undefined,
  handler: string | undefined,
): string | undefined {
  if (!hasOwnUsers(pod) || handlerOf(features, handler)?.userNamespaces) return undefined;
  const who = handler ? `RuntimeClass handler ${JSON.stringify(handler)}` : 'runtime';
  return `can't set \`spec.hostUsers: false\`, ${who} does not support user namespaces: containerd 2.0 or later with runc 1.2 or later is needed`;
}
