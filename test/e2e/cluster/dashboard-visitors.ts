import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command';

const VISIT = join(__dirname, 'visit-dashboard.mjs');

/** The cluster that the page is of, as its administrator has it. */
export interface VisitedCluster {
  /** Runs kubectl; words are separated by blanks. */
  kubectl(line: string): Promise<string>;
  kubeconfig: string;
  /** The words before a command that is to run where the page is reached. */
  machinePrefix: readonly string[];
}

/** Makes somebody who may look at everything; ServiceAccount `default` of namespace `default` is somebody who may not. */
export async function createVisitors({ kubectl }: VisitedCluster): Promise<void> {
  await kubectl('create serviceaccount visitor --namespace default');
  await kubectl('create clusterrolebinding visitor-views --clusterrole=view --serviceaccount=default:visitor');
}

export async function deleteVisitors({ kubectl }: VisitedCluster): Promise<void> {
  await kubectl('delete clusterrolebinding visitor-views --ignore-not-found');
  await kubectl('delete serviceaccount visitor --namespace default --ignore-not-found');
}

/** Visits the page with tokens and a certificate: nobody sees more than these allow. */
export async function expectRightsOfVisitors(
  url: string,
  { kubectl, kubeconfig, machinePrefix }: VisitedCluster,
): Promise<void> {
  const visit = async (shown: object) => {
    const [program = '', ...words] = [...machinePrefix, process.execPath, VISIT, url];
    return JSON.parse(await command(program, words, { input: JSON.stringify(shown) }));
  };
  const tokenOf = async (name: string) => (await kubectl(`create token ${name} --namespace default`)).trim();
  expect(await visit({ token: await tokenOf('visitor') })).toEqual({
    user: 'system:serviceaccount:default:visitor',
    sees: expect.arrayContaining(['default', 'kube-system']),
  });
  expect(await visit({ token: await tokenOf('default') })).toEqual({
    user: 'system:serviceaccount:default:default',
    refused: 'Forbidden',
  });
  expect(await visit({ kubeconfig: readFileSync(kubeconfig, 'utf8') })).toMatchObject({
    user: 'kubernetes-admin',
    sees: expect.arrayContaining(['default']),
  });
  expect(await visit({ token: 'none' })).toEqual({ refused: 'Unauthorized' });
}
