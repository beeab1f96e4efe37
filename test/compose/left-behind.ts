import { existsSync, readdirSync } from 'node:fs';
import type { ComposeCluster } from './compose-cluster';
import { docker, onMachine } from './engine/docker';

/** `down -v`, after which the machine is as it was. */
export async function expectNothingAfterDown(
  { compose, project, kubeconfigDir, addressOf }: ComposeCluster,
  profiles: readonly string[] = [],
): Promise<void> {
  await compose([...profiles.flatMap((profile) => ['--profile', profile]), 'down', '-v'], { timeoutMs: 180_000 });
  expect(await docker(['ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${project}`])).toBe('');
  expect(await docker(['volume', 'ls', '--quiet'])).toBe('');
  expect(await docker(['network', 'ls', '--quiet', '--filter', 'driver=bridge', '--filter', 'type=custom'])).toBe('');
  expect(existsSync(kubeconfigDir) ? readdirSync(kubeconfigDir) : []).toEqual([]);
  const links = JSON.parse(await onMachine(['ip', '-json', 'link', 'show']))
    .map((link: any) => link.ifname)
    .sort();
  expect(links).toEqual(['docker0', 'eth0', 'lo']);
  const network = addressOf('node-1').split('.').slice(0, 3).join('.') + '.';
  expect(await onMachine(['iptables-save'])).not.toContain(network);
}
