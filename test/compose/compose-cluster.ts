import { join } from 'node:path';
import type { CommandOptions } from '../e2e/cluster/command';
import { kubectls } from '../e2e/cluster/kubectl';
import { docker, onMachine, tryOnMachine } from './engine/docker';
import { REGISTRY_URL, ROOT, STATE_DIR } from './engine/paths';

const MINUTES = 60_000;
const PROJECT = 'kubets-test';
const kubeconfigDir = join(STATE_DIR, 'cluster');
const env = { DOCKER_HOST: docker.host, COMPOSE_PROJECT_NAME: PROJECT, KUBETS_KUBECONFIG_DIR: kubeconfigDir, KUBETS_REGISTRY_MIRROR: REGISTRY_URL };
const kubectlPath = () => kubectls().at(-1)!.path;

/** The cluster of docker-compose.yml, with every default but the registry that images come from. */
export const CLUSTER = { project: PROJECT, kubeconfigDir, kubeconfig: join(kubeconfigDir, 'kubeconfig'), nodes: ['node-1', 'node-2'], network: `${PROJECT}_kubets`, dnsIp: '10.96.0.10' } as const;

export const compose = (words: readonly string[], options: CommandOptions = {}) =>
  onMachine(['/usr/bin/docker-compose', '--file', join(ROOT, 'docker-compose.yml'), ...words], { timeoutMs: 10 * MINUTES, ...options, env: { ...env, ...options.env }, cwd: ROOT });

/** Runs kubectl on the engine's machine; words are separated by blanks. */
export const kubectl = (line: string, options: CommandOptions = {}) => onMachine([kubectlPath(), '--kubeconfig', CLUSTER.kubeconfig, ...line.split(' ')], options);
export const kubectlJson = async (line: string) => JSON.parse(await kubectl(`${line} -o json`));

export const curl = (url: string) => onMachine(['curl', '--silent', '--show-error', '--max-time', '5', url]);
export const tryCurl = (url: string) => tryOnMachine(['curl', '--silent', '--show-error', '--max-time', '5', url]);

export interface ContainerState {
  name: string;
  service: string;
  status: string;
  health?: string;
  exitCode: number;
  pid: number;
  startedAt: string;
  inspected: any;
}

/** The containers of a project, by service. */
export async function containers(project = PROJECT): Promise<Map<string, ContainerState>> {
  const ids = (await docker(['ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${project}`])).split('\n').filter(Boolean);
  const inspected = ids.length > 0 ? (JSON.parse(await docker(['inspect', ...ids])) as any[]) : [];
  return new Map(
    inspected.map((container) => {
      const service = container.Config.Labels['com.docker.compose.service'] as string;
      const { Status, ExitCode, Pid, StartedAt, Health } = container.State;
      return [service, { name: container.Name.slice(1), service, status: Status, health: Health?.Status, exitCode: ExitCode, pid: Pid, startedAt: StartedAt, inspected: container }];
    }),
  );
}
