import { parseQuantity } from '@kubets/apimachinery';
import type { Container, PodSpec } from '@kubets/proto-gen/core/v1';

/** Only these decide which pods go first when a node runs short. */
const RESOURCES = ['cpu', 'memory'] as const;

const positive = (text: string | undefined): boolean => text !== undefined && parseQuantity(text).nanos > 0n;

function asksForNothing({ resources }: Container): boolean {
  return RESOURCES.every((name) => !positive(resources?.requests?.[name]) && !positive(resources?.limits?.[name]));
}

function isGuaranteed({ resources }: Container): boolean {
  return RESOURCES.every((name) => {
    const limit = resources?.limits?.[name];
    if (limit === undefined || !positive(limit)) return false;
    const request = resources?.requests?.[name] ?? limit;
    return parseQuantity(request).cmp(parseQuantity(limit)) === 0;
  });
}

/** Guaranteed, Burstable or BestEffort, from what the containers ask for and are limited to. */
export function qosClassOf(spec: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  if (containers.every(asksForNothing)) return 'BestEffort';
  return containers.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}
