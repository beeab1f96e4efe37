import type { KubeObject } from '@kubets/apimachinery';
import { CLAIMS_PREFIX, REGISTRY_PREFIX, type Store } from '@kubets/store';
import { dump } from 'js-yaml';

/** What every cluster has before anybody does anything: it says nothing of what went wrong. */
const OF_EVERY_CLUSTER = [
  'apiregistration.k8s.io/apiservices/',
  'flowcontrol.apiserver.k8s.io/',
  'scheduling.k8s.io/priorityclasses/system-',
  'core/configmaps/kube-system/extension-apiserver-authentication',
  'rbac.authorization.k8s.io/clusterroles/system:',
  'rbac.authorization.k8s.io/clusterrolebindings/system:',
  'rbac.authorization.k8s.io/roles/kube-',
  'rbac.authorization.k8s.io/rolebindings/kube-',
];

/** Everything that the store holds, as YAML in the order of its keys, without who wrote which field. */
export async function clusterText(store: Store, log: readonly string[], faults: readonly string[]): Promise<string> {
  const { items, revision } = await store.list(REGISTRY_PREFIX);
  const shown = items
    .filter(
      ({ key }) =>
        !key.startsWith(CLAIMS_PREFIX) && !OF_EVERY_CLUSTER.some((path) => key.startsWith(REGISTRY_PREFIX + path)),
    )
    .map(({ key, value }) => `# ${key.slice(REGISTRY_PREFIX.length)}\n${objectText(value)}`);
  const told = log.length > 0 ? `# what its components said last\n${log.map((line) => `# ${line}\n`).join('')}` : '';
  const happened = faults.map((fault) => `# by chance, after ${fault}\n`).join('');
  return `# the cluster at revision ${revision}\n${happened}${shown.join('---\n')}${told}`;
}

function objectText(value: Buffer): string {
  const object = JSON.parse(value.toString('utf8')) as KubeObject;
  delete object.metadata?.managedFields;
  return dump(object, { lineWidth: 160 });
}
