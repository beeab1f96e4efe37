import { join } from 'node:path';
import type { CommandOptions } from '../e2e/cluster/command';
import { eventually } from '../e2e/cluster/eventually';
import { kubectls } from '../e2e/cluster/kubectl';
import { docker, onMachine } from './engine/docker';
import { REGISTRY_URL, ROOT, STATE_DIR } from './engine/paths';

const MINUTES = 60_000;

export interface ComposeClusterOptions {
  /** The Compose that drives it. */
  program: () => Promise<string>;
  project: string;
  /** First three numbers of its network; the default of docker-compose.yml unless given. */
  network?: string;
  securePort?: number;
  grpcPort?: number;
}

export interface ContainerState {
  service: string;
  status: string;
  health?: string;
  pid: number;
  startedAt: string;
  inspected: any;
}

export type ComposeCluster = ReturnType<typeof createComposeCluster>;

/** A cluster of docker-compose.yml with every default but what is given, and the registry that images come from. */
export function createComposeCluster({ program, project, network, securePort, grpcPort }: ComposeClusterOptions) {
  const kubeconfigDir = join(STATE_DIR, project);
  const kubeconfig = join(kubeconfigDir, 'kubeconfig');
  const env: Record<string, string> = {
    DOCKER_HOST: docker.host,
    COMPOSE_PROJECT_NAME: project,
    KUBETS_KUBECONFIG_DIR: kubeconfigDir,
    KUBETS_REGISTRY_MIRROR: REGISTRY_URL,
    ...(network && { KUBETS_NETWORK: network }),
    ...(securePort && { KUBETS_SECURE_PORT: String(securePort) }),
    ...(grpcPort && { KUBETS_GRPC_PORT: String(grpcPort) }),
  };
  const kubectlPath = () => kubectls().at(-1)!.path;
  const addressOf = (node: string) => `${network ?? '10.201.0'}.${10 + Number(node.split('-')[1])}`;
  const kubectl = (line: string, options: CommandOptions = {}) =>
    onMachine([kubectlPath(), '--kubeconfig', kubeconfig, ...line.split(' ')], options);
  const kubectlJson = async (line: string) => JSON.parse(await kubectl(`${line} -o json`));

  return {
    project,
    kubeconfig,
    kubeconfigDir,
    nodes: ['node-1', 'node-2'] as const,
    addressOf,

    /** Runs Compose, as its user would in the checkout. */
    compose: async (words: readonly string[], options: CommandOptions = {}) =>
      onMachine([await program(), '--file', join(ROOT, 'docker-compose.yml'), ...words], {
        timeoutMs: 10 * MINUTES,
        ...options,
        env: { ...env, ...options.env },
        cwd: ROOT,
      }),

    /** Pastes lines into the shell of somebody in the checkout, whose `docker-compose` is the program and whose files lie elsewhere. */
    async paste(lines: string): Promise<string> {
      const own = `docker-compose() { ${await program()} "$@"; }\nkubectl() { ${kubectlPath()} "$@"; }\n`;
      const script = own + lines.replaceAll('$PWD/deploy/cluster', kubeconfigDir);
      return onMachine(['bash', '-e', '-c', script], { timeoutMs: 10 * MINUTES, env, cwd: ROOT });
    },

    /** Runs kubectl on the engine's machine; words are separated by blanks. */
    kubectl,
    kubectlJson,

    /** Waits until exactly these nodes exist and all are Ready. */
    readyNodes: (names: readonly string[], timeoutMs: number) =>
      eventually(async () => {
        const { items } = await kubectlJson('get nodes');
        const ready = items.filter((node: any) =>
          node.status.conditions.some((condition: any) => condition.type === 'Ready' && condition.status === 'True'),
        );
        expect(ready.map((node: any) => node.metadata.name).sort()).toEqual([...names].sort());
      }, timeoutMs),

    /** Its containers, by service. */
    async containers(): Promise<Map<string, ContainerState>> {
      const ids = (await docker(['ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${project}`]))
        .split('\n')
        .filter(Boolean);
      const inspected = ids.length > 0 ? (JSON.parse(await docker(['inspect', ...ids])) as any[]) : [];
      return new Map(
        inspected.map((container) => {
          const service = container.Config.Labels['com.docker.compose.service'] as string;
          const { Status, Pid, StartedAt, Health } = container.State;
          return [
            service,
            { service, status: Status, health: Health?.Status, pid: Pid, startedAt: StartedAt, inspected: container },
          ];
        }),
      );
    },
  };
}

/** What a URL answers to the user of the engine's machine. */
export const curl = (url: string) => onMachine(['curl', '--silent', '--show-error', '--max-time', '5', url]);
