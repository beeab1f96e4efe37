import type { KubeObject } from '@kubets/apimachinery';
import type { Pod, PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import type { GroupVersionResource } from '../../pipeline/admission';
import type { CheckedPod } from './pod-check';

type WithTemplate = KubeObject & {
  template?: PodTemplateSpec;
  spec?: { template?: PodTemplateSpec; jobTemplate?: { spec?: { template?: PodTemplateSpec } } };
};

const inSpec = ({ spec }: WithTemplate) => spec?.template;

/** Where kinds that make pods say what those are to be. */
const TEMPLATES: Readonly<Record<string, (object: WithTemplate) => PodTemplateSpec | undefined>> = {
  'podtemplates.': ({ template }) => template,
  'replicationcontrollers.': inSpec,
  'replicasets.apps': inSpec,
  'deployments.apps': inSpec,
  'statefulsets.apps': inSpec,
  'daemonsets.apps': inSpec,
  'jobs.batch': inSpec,
  'cronjobs.batch': ({ spec }) => spec?.jobTemplate?.spec?.template,
};

const keyOf = ({ group, resource }: GroupVersionResource): string => `${resource}.${group}`;

/** Whether objects of the resource make pods. */
export const hasTemplate = (resource: GroupVersionResource): boolean => keyOf(resource) in TEMPLATES;

/** What the object makes pods from; absent where it leaves that out. */
export function templateOf(resource: GroupVersionResource, object: KubeObject): CheckedPod | undefined {
  const template = TEMPLATES[keyOf(resource)]?.(object as WithTemplate);
  return template && checkedPod(template);
}

export const checkedPod = ({ metadata, spec }: Pick<Pod, 'metadata' | 'spec'>): CheckedPod => ({
  annotations: metadata?.annotations ?? {},
  spec: spec ?? {},
});
