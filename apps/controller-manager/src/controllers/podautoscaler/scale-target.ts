import { isConflict } from '@kubets/apimachinery';
import type { DynamicCluster } from '@kubets/client';
import type { Scale } from '@kubets/proto-gen/autoscaling/v1';
import type { CrossVersionObjectReference, HorizontalPodAutoscaler } from '@kubets/proto-gen/autoscaling/v2';
import type { ResourceKind } from '../../stored-resources';
import type { ScaleTarget } from './autoscaler-sync';

/** How often a scale that somebody else has changed meanwhile is set again. */
const ATTEMPTS = 5;

/** The resource of a reference's kind, among those that there are. @throws Error in Kubernetes' words. */
export function resourceOf(
  { apiVersion = '', kind = '' }: CrossVersionObjectReference,
  kinds: readonly ResourceKind[],
): ResourceKind {
  const parts = apiVersion.split('/');
  if (parts.length > 2) throw new Error(`unexpected GroupVersion string: ${apiVersion}`);
  const group = parts.length === 2 ? parts[0]! : '';
  const found = kinds.find((one) => one.group === group && one.kind === kind);
  if (!found) throw new Error(`no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}`);
  return found;
}

/** The target of an autoscaler: anything that has a scale. */
export function scaleTargetOf(
  { metadata, spec }: HorizontalPodAutoscaler,
  { kinds, cluster }: { kinds: readonly ResourceKind[]; cluster: Pick<DynamicCluster, 'scales'> },
): ScaleTarget {
  const reference = spec?.scaleTargetRef ?? {};
  const { group, version, plural } = resourceOf(reference, kinds);
  const scales = cluster.scales({ group, version, resource: plural });
  const ref = { namespace: metadata?.namespace ?? '', name: reference.name ?? '' };
  let known: Scale | undefined;
  return {
    get: async () => (known = await scales.get(ref)),
    async set(replicas) {
      for (let attempt = 1; ; attempt++) {
        const scale = known ?? (await scales.get(ref));
        try {
          known = await scales.update({ ...scale, spec: { ...scale.spec, replicas } });
          return;
        } catch (error) {
          if (!isConflict(error) || attempt === ATTEMPTS) throw error;
          known = undefined;
        }
      }
    },
  };
}
