import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { clientsOf } from '../cluster/clients';
import { E2E } from '../cluster/e2e-cluster';
import { eventually } from '../cluster/eventually';
import type { Kubectl } from '../cluster/kubectl';
import { startTraffic } from '../cluster/traffic';
import type { Application, Installation, Step } from './application';

const FOLDER = join(__dirname, '../../../examples/applications');
const ROLLOUT_SECONDS = 150;
/** What no application's namespace is without. */
const EVERYWHERE = ['configmap/kube-root-ca.crt', 'serviceaccount/default'];
/** What an application may have made, or its controllers. */
const KINDS = [
  'all,configmaps,secrets,serviceaccounts,persistentvolumeclaims,endpointslices,ingresses,networkpolicies,leases',
  'roles,rolebindings,resourcequotas,limitranges,poddisruptionbudgets,controllerrevisions',
].join(',');

const manifestOf = ({ name }: Application): string => readFileSync(join(FOLDER, `${name}.yaml`), 'utf8');

/** @throws Error where the manifest does not say what is to be said otherwise. */
function nextVersion(application: Application): string {
  return application.upgrade.reduce((text, [old, next]) => {
    if (!text.includes(old)) throw new Error(`${application.name}.yaml does not say ${old}`);
    return text.replaceAll(old, next);
  }, manifestOf(application));
}

/** What is done with an application from its installation to its end, step by step. */
export function lifecycleOf(application: Application, plain: Kubectl) {
  const namespace = application.namespace ?? `applications-${application.name}`;
  const kubectl: Kubectl = Object.assign(
    (line: string, options?: object) => plain(`--namespace ${namespace} ${line}`, options),
    plain,
    {
      try: (line: string, options?: object) => plain.try(`--namespace ${namespace} ${line}`, options),
      json: (line: string) => plain.json(`--namespace ${namespace} ${line}`),
    },
  );
  const on: Installation = {
    namespace,
    kubectl,
    curl: (...args) => clientsOf(E2E).curlFromNode('node-1', ...args),
    curlFrom: (node, ...args) => clientsOf(E2E).curlFromNode(node, ...args),
    addressOf: (service) => kubectl(`get service ${service} -o jsonpath={.spec.clusterIP}:{.spec.ports[0].port}`),
  };

  /** A manifest that says itself where its objects are may speak of several namespaces. */
  const ofManifest = application.namespace ? plain : kubectl;

  /** A node may have to fetch the image first. */
  async function rolledOut(): Promise<void> {
    for (const workload of application.workloads) {
      const status = `rollout status ${workload} --timeout=${ROLLOUT_SECONDS}s`;
      const result = await kubectl.try(status, { timeoutMs: (ROLLOUT_SECONDS + 10) * 1000 });
      if (result.code !== 0) throw new Error(`${workload}: ${result.stderr}${await kubectl('describe pods')}`);
    }
  }
  async function use(step: Step): Promise<void> {
    await rolledOut();
    await application.use(on, step);
  }

  /** Whatever is done meanwhile, everybody is answered. */
  async function whileAnswered(work: () => Promise<void>): Promise<void> {
    const url = await application.unbroken?.(on);
    if (!url) return work();
    const traffic = startTraffic(await E2E.nodePrefix('node-1'), url, { patienceSeconds: 20 });
    try {
      await work();
    } finally {
      await traffic.stop();
    }
    expect(traffic.failures).toEqual([]);
    expect(traffic.answered).toBeGreaterThan(5);
  }

  /** Those on a node that may be anywhere. */
  const movable = async (node: string): Promise<string[]> =>
    (await kubectl.json(`get pods --field-selector spec.nodeName=${node}`)).items
      .filter(({ metadata }: any) => metadata.ownerReferences?.[0]?.kind !== 'DaemonSet')
      .map(({ metadata }: any) => metadata.name);

  return {
    async install(): Promise<void> {
      if (!application.namespace) await plain(`create namespace ${namespace}`);
      await application.prepare?.(on);
      await ofManifest('apply -f -', { input: manifestOf(application) });
      await use('installed');
    },

    async upgrade(): Promise<void> {
      const input = nextVersion(application);
      await whileAnswered(async () => {
        await ofManifest('apply -f -', { input });
        await rolledOut();
      });
      await use('upgraded');
      expect(await ofManifest('apply -f -', { input })).not.toMatch(/created/);
    },

    async scale(): Promise<void> {
      await whileAnswered(() => application.scale(on));
      await use('scaled');
    },

    async drain(): Promise<void> {
      const { items } = await kubectl.json('get pods');
      const node = items[0]?.spec.nodeName as string;
      try {
        await whileAnswered(async () => {
          await plain(`drain ${node} --ignore-daemonsets --delete-emptydir-data --timeout=120s`, {
            timeoutMs: 130_000,
          });
          expect(await movable(node)).toEqual([]);
        });
        if (application.staysWithItsNode) await plain(`uncordon ${node}`);
        await use('drained');
      } finally {
        await plain(`uncordon ${node}`);
      }
    },

    /** What a version before this one had, too. */
    async remove(): Promise<void> {
      await application.retire?.(on);
      for (const input of [nextVersion(application), manifestOf(application)])
        await ofManifest('delete --ignore-not-found --timeout=90s -f -', { input, timeoutMs: 100_000 });
      const documents = parseAllDocuments(manifestOf(application)).map((document) => document.toJS() as any);
      for (const { apiVersion, kind, metadata } of documents) {
        const [version, group = ''] = apiVersion.split('/').reverse();
        const found = `get ${kind}.${version}.${group} ${metadata.name} --namespace ${metadata.namespace ?? namespace}`;
        expect((await plain.try(found)).stderr).toMatch(/not found|doesn't have a resource/);
      }
      if (!application.namespace) await eventually(async () => expect(await left()).toEqual([]), 60_000);
      await eventually(async () => expect(await volumes()).toEqual([]), 60_000);
    },

    async cleanUp(): Promise<void> {
      await application.cleanUp?.(on);
      await plain(`delete namespace ${namespace} --ignore-not-found --wait=false`);
    },
  };

  /** What is in the namespace that nobody has put there by hand, and is not there in each. */
  async function left(): Promise<string[]> {
    const names = (await kubectl(`get ${KINDS} -o name`)).trim().split('\n').filter(Boolean);
    return names.filter((name) => !EVERYWHERE.includes(name));
  }

  async function volumes(): Promise<string[]> {
    const { items } = await plain.json('get persistentvolumes');
    return items.flatMap(({ metadata, spec }: any) => (spec.claimRef?.namespace === namespace ? [metadata.name] : []));
  }
}
