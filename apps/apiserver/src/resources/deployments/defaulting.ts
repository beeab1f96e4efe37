import type { KubeObject } from '@kubets/apimachinery';
import type { Deployment, DeploymentSpec } from '@kubets/proto-gen/apps/v1';
import { defaultPodTemplate } from '../../pod-spec/default-pod-spec';

function defaultSpec(spec: DeploymentSpec, revisionHistoryLimit: number): void {
  spec.replicas ??= 1;
  spec.template = defaultPodTemplate(spec.template);
  const strategy = (spec.strategy ??= {});
  strategy.type ||= 'RollingUpdate';
  if (strategy.type === 'RollingUpdate') {
    strategy.rollingUpdate ??= {};
    strategy.rollingUpdate.maxUnavailable ??= '25%';
    strategy.rollingUpdate.maxSurge ??= '25%';
  }
  spec.revisionHistoryLimit ??= revisionHistoryLimit;
  spec.progressDeadlineSeconds ??= 600;
}

export function defaultDeployment(object: KubeObject): void {
  defaultSpec(((object as Deployment).spec ??= {}), 10);
}

/** As apps/v1beta1 did: fewer revisions are kept, and selector and labels may be left to the template. */
export function defaultDeploymentV1beta1(object: KubeObject): void {
  const deployment = object as Deployment;
  const spec = (deployment.spec ??= {});
  defaultSpec(spec, 2);
  const labels = spec.template?.metadata?.labels;
  if (!labels) return;
  spec.selector ??= { matchLabels: { ...labels } };
  deployment.metadata ??= {};
  if (Object.keys(deployment.metadata.labels ?? {}).length === 0) deployment.metadata.labels = { ...labels };
}
