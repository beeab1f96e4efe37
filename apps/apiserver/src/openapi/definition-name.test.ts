import { definitionName } from './definition-name';

test.each([
  ['kubets.core.v1.Pod', 'io.k8s.api.core.v1.Pod'],
  ['kubets.apps.v1beta1.Deployment', 'io.k8s.api.apps.v1beta1.Deployment'],
  ['kubets.meta.v1.ObjectMeta', 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'],
  [
    'kubets.apiextensions.v1.CustomResourceDefinition',
    'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition',
  ],
])('%s is %s', (message, name) => {
  expect(definitionName(message)).toBe(name);
});
