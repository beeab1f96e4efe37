import { command } from './command';
import { eventually } from './eventually';
import type { Kubectl } from './kubectl';

export interface RunningPod {
  name: string;
  ip: string;
  node: string;
}

/** Waits until exactly `count` pods match and all are Ready. */
export const readyPods = (
  kubectl: Kubectl,
  selector: string,
  count: number,
  timeoutMs = 60_000,
): Promise<RunningPod[]> =>
  eventually(async () => {
    const { items } = await kubectl.json(`get pods -l ${selector}`);
    const ready = items.filter(
      (pod: any) =>
        pod.status.conditions?.some((c: any) => c.type === 'Ready' && c.status === 'True') &&
        !pod.metadata.deletionTimestamp,
    );
    if (ready.length !== count || items.length !== count) {
      throw new Error(
        `${ready.length} of ${items.length} pods with ${selector} are ready, wanted ${count}:\n${await kubectl(`get pods -l ${selector} -o wide`)}`,
      );
    }
    return ready.map((pod: any) => ({ name: pod.metadata.name, ip: pod.status.podIP, node: pod.spec.nodeName }));
  }, timeoutMs);

/** The addresses of a Service's Endpoints, sorted, once they are `count`. */
export const endpointsOf = (kubectl: Kubectl, service: string, count: number): Promise<string[]> =>
  eventually(async () => {
    const { subsets = [] } = await kubectl.json(`get endpoints ${service}`);
    const addresses = subsets
      .flatMap((subset: any) => (subset.addresses ?? []).map((address: any) => address.ip))
      .sort();
    expect(addresses).toHaveLength(count);
    return addresses;
  });

/** Empties the default namespace and waits until its pods are gone. */
export async function emptyDefaultNamespace(kubectl: Kubectl): Promise<void> {
  await kubectl('delete deployments,replicasets,replicationcontrollers,pods,secrets --all --grace-period=1');
  const { items } = await kubectl.json('get services');
  const own = items.map((service: any) => service.metadata.name).filter((name: string) => name !== 'kubernetes');
  if (own.length > 0) await kubectl(`delete services ${own.join(' ')}`);
  await kubectl('delete configmap nginxconfigmap --ignore-not-found');
  await eventually(async () => expect((await kubectl.json('get pods')).items).toEqual([]), 60_000);
}

/** A self-signed certificate as the documents make it. */
export async function makeKeys(dir: string, commonName: string): Promise<{ key: string; crt: string }> {
  const files = { key: `${dir}/nginx.key`, crt: `${dir}/nginx.crt` };
  const subject = ['-subj', `/CN=${commonName}/O=${commonName}`, '-addext', `subjectAltName=DNS:${commonName}`];
  await command('openssl', [
    'req',
    '-x509',
    '-nodes',
    '-days',
    '365',
    '-newkey',
    'rsa:2048',
    '-keyout',
    files.key,
    '-out',
    files.crt,
    ...subject,
  ]);
  return files;
}
