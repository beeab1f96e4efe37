import { errorsOfEach, fieldErrors, type FieldError, type FieldPath, type Steps } from '@kubets/apimachinery';
import type { Container, PodSpec } from '@kubets/proto-gen/core/v1';
import { validateEnv, validateEnvFrom } from './validate-env';
import { validateDevices, validateMounts, type Volumes } from './validate-mounts';
import { validateLifecycle, validateProbe } from './validate-probe';
import { validateContainerResources } from './validate-resources';
import { validateResizePolicy } from './validate-restart';
import { validateSecurityContext } from './validate-security-context';

/** What of a pod its containers depend on. */
export interface PodOfContainers {
  volumes: Volumes;
  claims: ReadonlySet<string>;
  restartPolicy: string;
  graceSeconds: number;
  hasOwnUsers: boolean;
}

/** Volumes with which something is wrong are none that could be mounted. */
export const podOfContainers = (spec: PodSpec, broken: ReadonlySet<string>): PodOfContainers => ({
  volumes: new Map(
    (spec.volumes ?? []).filter(({ name = '' }) => !broken.has(name)).map((volume) => [volume.name ?? '', volume]),
  ),
  claims: new Set((spec.resourceClaims ?? []).map(({ name = '' }) => name).filter((name) => name !== '')),
  restartPolicy: spec.restartPolicy ?? '',
  graceSeconds: Number(spec.terminationGracePeriodSeconds ?? 0),
  hasOwnUsers: spec.hostUsers === false,
});

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** Rules that every kind of container shares. */
export function* validateContainer(container: Container, pod: PodOfContainers, path: FieldPath): Steps<FieldError[]> {
  const { env, envFrom, resources, resizePolicy, securityContext } = container;
  return [
    ...(env ? yield* validateEnv(env, path.child('env')) : []),
    ...(envFrom ? yield* validateEnvFrom(envFrom, path.child('envFrom')) : []),
    ...(yield* validateMounts(container, pod.volumes, path.child('volumeMounts'))),
    ...(yield* validateDevices(container, pod.volumes, path.child('volumeDevices'))),
    ...(resources ? yield* validateContainerResources(resources, pod.claims, path.child('resources')) : []),
    ...(resizePolicy ? yield* validateResizePolicy(resizePolicy, pod.restartPolicy, path.child('resizePolicy')) : []),
    ...(securityContext
      ? validateSecurityContext(securityContext, pod.hasOwnUsers, path.child('securityContext'))
      : []),
  ];
}

/** Handlers and probes, which containers have that run beside each other. */
export function validateRunning(container: Container, pod: PodOfContainers, path: FieldPath): FieldError[] {
  const { lifecycle } = container;
  const errors = lifecycle ? validateLifecycle(lifecycle, pod.graceSeconds, path.child('lifecycle')) : [];
  for (const kind of PROBES) {
    const probe = container[kind];
    if (probe) errors.push(...validateProbe(probe, kind, path.child(kind)));
  }
  return errors;
}

/** What is not asked of templates, for some tell by a space what is to be put in. */
export function validateImages(containers: Container[] = [], path: FieldPath): Steps<FieldError[]> {
  const detail = 'must not have leading or trailing whitespace';
  return errorsOfEach(containers, ({ image = '' }, index) =>
    image === image.trim() ? [] : [fieldErrors.invalid(path.index(index).child('image'), image, detail)],
  );
}
