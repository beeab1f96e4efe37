import type { Container, Pod, PodSpec } from '@kubets/proto-gen/core/v1';

export const container = (more: Partial<Container> = {}): Container => ({ name: 'web', image: 'nginx:1', ...more });
export const pod = (spec: Partial<PodSpec> = {}): Pod => ({
  metadata: { name: 'web', namespace: 'default' },
  spec: { containers: [container()], ...spec },
});
