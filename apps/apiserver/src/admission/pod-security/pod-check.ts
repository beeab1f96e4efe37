import { allContainers } from '@kubets/api';
import type { Container, PodSpec, SecurityContext } from '@kubets/proto-gen/core/v1';

/** A pod, or what a template makes pods from. */
export interface CheckedPod {
  annotations: Readonly<Record<string, string>>;
  spec: PodSpec;
}

/** What a check has against a pod, in Kubernetes' words. */
export interface Finding {
  reason: string;
  detail: string;
}

export type CheckPod = (pod: CheckedPod) => Finding | undefined;

/** One rule of the Pod Security Standards. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export interface PodCheck {
  id: string;
  level: 'baseline' | 'restricted';
  /** The rule as it is since a minor version of Kubernetes, the earliest first; its part of a stricter rule takes the place of others. */
  versions: readonly { since: number; check: CheckPod; overrides?: readonly string[] }[];
}

export const quoted = (items: readonly string[]): string => items.map((item) => `"${item}"`).join(', ');

export const plural = (one: string, many: string, count: number): string => (count === 1 ? one : many);

/** `container "a"`, `containers "a", "b"`. */
export const containersText = (names: readonly string[]): string =>
  `${plural('container', 'containers', names.length)} ${quoted(names)}`;

const namesOf = (containers: readonly Container[]): string[] => containers.map(({ name = '' }) => name);

export const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** Containers for which something is so. */
export const thoseOf = (pod: CheckedPod, isSo: (context: SecurityContext, container: Container) => boolean): string[] =>
  namesOf(allContainers(pod).filter((container) => isSo(container.securityContext ?? {}, container)));

/** Who sets something that may not be set: `pod and containers "a", "b"`. */
export const setters = (isOfPod: boolean, containers: readonly string[]): string =>
  [...(isOfPod ? ['pod'] : []), ...(containers.length > 0 ? [containersText(containers)] : [])].join(' and ');

/** Users of such a pod are nobody outside it. */
export const hasOwnUsers = ({ spec }: CheckedPod): boolean => spec.hostUsers === false;

export const isWindows = ({ spec }: CheckedPod): boolean => spec.os?.name === 'windows';

/** The check, but for pods that it need not hold for. */
export const unless =
  (isExempt: (pod: CheckedPod) => boolean, check: CheckPod): CheckPod =>
  (pod) =>
    isExempt(pod) ? undefined : check(pod);
