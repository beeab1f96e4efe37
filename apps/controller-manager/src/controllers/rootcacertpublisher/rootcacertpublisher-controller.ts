import { readFileSync } from 'node:fs';
import { isAlreadyExists, nameOf, namespaceOf } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { ConfigMap } from '@kubets/proto-gen/core/v1';
import { ROOT_CA_CONFIG_MAP as NAME } from '../../kept-objects';
import { isNamespaceTerminating } from '../../namespace-terminating';
import type { ControllerEntry } from '../controller-context';

const DESCRIPTION = 'kubernetes.io/description';
const DESCRIPTION_TEXT =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. ' +
  'No other usage is guaranteed across distributions of Kubernetes clusters.';

/** The ConfigMap with the certificate, and whether what is there has to be written. */
function rootCaConfigMap(
  namespace: string,
  certificate: string,
  current: ConfigMap | undefined,
): { wanted: ConfigMap; stale: boolean } {
  const wanted: ConfigMap = {
    ...(current ?? { apiVersion: 'v1', kind: 'ConfigMap' }),
    metadata: {
      ...(current?.metadata ?? { namespace, name: NAME }),
      annotations: { ...current?.metadata?.annotations, [DESCRIPTION]: DESCRIPTION_TEXT },
    },
    data: { 'ca.crt': certificate },
  };
  const { data = {}, metadata } = current ?? {};
  const right =
    data['ca.crt'] === certificate &&
    Object.keys(data).length === 1 &&
    metadata?.annotations?.[DESCRIPTION] !== undefined;
  return { wanted, stale: current !== undefined && !right };
}

/** Publishes the apiserver's CA to every namespace, where pods mount it beside their token. */
export const rootCaCertPublisherController: ControllerEntry = {
  name: 'root-ca-certificate-publisher-controller',
  create(context) {
    const { client, informers, config, loop } = context;
    if (!config.rootCaFile) return [];
    const certificate = readFileSync(config.rootCaFile, 'utf8');
    const { namespaces, configMaps } = informers;

    function setup(enqueue: (key: string) => void): void {
      namespaces.addEventHandler({
        onAdd: (namespace) => enqueue(nameOf(namespace)),
        onUpdate: (_previous, namespace) => enqueue(nameOf(namespace)),
      });
      const changed = (configMap: ConfigMap): void => {
        if (nameOf(configMap) === NAME) enqueue(namespaceOf(configMap));
      };
      configMaps.addEventHandler({ onUpdate: (_previous, configMap) => changed(configMap), onDelete: changed });
    }

    async function reconcile(key: string): Promise<void> {
      const namespace = namespaces.lister.get(key);
      if (!namespace || namespace.metadata?.deletionTimestamp !== undefined) return;
      const current = configMaps.lister.get(`${key}/${NAME}`);
      const { wanted, stale } = rootCaConfigMap(key, certificate, current);
      try {
        if (!current) await client.configMaps.create(wanted);
        else if (stale) await client.configMaps.update(wanted);
      } catch (error) {
        if (!isAlreadyExists(error) && !isNamespaceTerminating(error)) throw error;
      }
    }

    return [
      createController({
        name: 'root-ca-cert-publisher',
        informers: [namespaces, configMaps],
        setup,
        reconcile,
        ...loop,
      }),
    ];
  },
};
