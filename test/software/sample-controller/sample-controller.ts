import type { Software, SoftwareModule } from '../software';

export const sampleControllerModule: SoftwareModule = {
  path: 'k8s.io/sample-controller',
  version: '0.37.1',
  programs: { 'sample-controller': 'k8s.io/sample-controller' },
};

/** What Kubernetes shows controllers of custom resources by. */
export const sampleController: Software = { name: 'sample-controller', modules: [sampleControllerModule] };
