// The names under which OpenAPI knows the API's types are those of Kubernetes' Go packages: clients have them
// compiled in.
const PACKAGES: Record<string, string> = {
  meta: 'io.k8s.apimachinery.pkg.apis.meta',
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions',
  apiregistration: 'io.k8s.kube-aggregator.pkg.apis.apiregistration',
};

/** `kubets.core.v1.Pod` → `io.k8s.api.core.v1.Pod`; a kind that no proto declares is called as it is, `com.example.v1.Widget`. */
export function definitionName(message: string): string {
  if (!message.startsWith('kubets.')) return message;
  const [, group = '', ...rest] = message.split('.');
  return [PACKAGES[group] ?? `io.k8s.api.${group}`, ...rest].join('.');
}
