import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

/**
 * A cluster's network in namespaces of its own: a client outside, the node under test with two pods behind it, and another node
 * with one pod. Packets are real; nothing of it touches the machine's own network.
 *
 *   client 10.201.7.1 ─┐
 *   balancer      .2 ──┤  a machine of its own that may own load balancer addresses
 *   node   10.201.7.11 ┼─ lan ── pods 10.244.1.2, 10.244.1.3 behind node
 *   other  10.201.7.12 ┘         pod  10.244.2.2 behind other
 *
 * All but the balancer have an IPv6 address as well.
 */
export interface NetLab {
  /** What to put before a command so that it runs there. */
  inside(place: Place): string[];
  /** Runs a command to its end there; its output is returned, also when it fails. */
  run(place: Place, ...command: string[]): { code: number; output: string };
  /** Resolves once the pod answers on these TCP and UDP ports. */
  serve(pod: Place, ports: { tcp?: number[]; udp?: number[] }): Promise<void>;
  close(): void;
}

export type Place = 'client' | 'balancer' | 'node' | 'other' | 'pod-a' | 'pod-b' | 'pod-c' | 'lan';

export const addresses = {
  client: '10.201.7.1',
  balancer: '10.201.7.2',
  node: '10.201.7.11',
  other: '10.201.7.12',
  'pod-a': '10.244.1.2',
  'pod-b': '10.244.1.3',
  'pod-c': '10.244.2.2',
} as const;

export const addresses6 = {
  client: 'fd00:201::1',
  node: 'fd00:201::11',
  other: 'fd00:201::12',
  'pod-a': 'fd00:244:1::2',
  'pod-b': 'fd00:244:1::3',
  'pod-c': 'fd00:244:2::2',
} as const;

const places: readonly Place[] = ['lan', 'client', 'balancer', 'node', 'other', 'pod-a', 'pod-b', 'pod-c'];

/** Whether this machine lets tests make namespaces: says so loudly when it does not. */
export function canMakeLab(): boolean {
  try {
    execFileSync('ip', ['netns', 'list'], { stdio: 'ignore' });
    execFileSync('nft', ['--version'], { stdio: 'ignore' });
    if (process.getuid?.() === 0) return true;
  } catch {
    // Reported below.
  }
  process.stderr.write('NOT RUN: tests with real packets need Linux, root, iproute2 and nftables\n');
  return false;
}

export function createNetLab(): NetLab {
  const prefix = `kprx${process.pid % 100_000}`;
  const name = (place: Place): string => `${prefix}-${place}`;
  const children: ChildProcess[] = [];
  const ip = (...args: string[]): void => void execFileSync('ip', args, { stdio: 'pipe' });
  const within = (place: Place, ...args: string[]): void => ip('-n', name(place), ...args);
  const inside = (place: Place): string[] => ['nsenter', `--net=/run/netns/${name(place)}`];

  function connect(place: Place, device: string, to: Place, toDevice: string): void {
    ip('link', 'add', device, 'netns', name(place), 'type', 'veth', 'peer', 'name', toDevice, 'netns', name(to));
    within(place, 'link', 'set', device, 'up');
    within(to, 'link', 'set', toDevice, 'up');
  }

  function addPod(pod: 'pod-a' | 'pod-b' | 'pod-c', node: 'node' | 'other', gateway: string, gateway6: string): void {
    connect(pod, 'eth0', node, pod);
    within(pod, 'addr', 'add', `${addresses[pod]}/24`, 'dev', 'eth0');
    within(pod, 'route', 'flush', 'dev', 'eth0');
    within(pod, 'route', 'add', gateway, 'dev', 'eth0', 'scope', 'link');
    within(pod, 'route', 'add', 'default', 'via', gateway);
    within(node, 'addr', 'add', `${gateway}/32`, 'dev', pod);
    within(node, 'route', 'add', `${addresses[pod]}/32`, 'dev', pod);
    within(pod, '-6', 'addr', 'add', `${addresses6[pod]}/128`, 'dev', 'eth0', 'nodad');
    within(pod, '-6', 'route', 'add', gateway6, 'dev', 'eth0');
    within(pod, '-6', 'route', 'add', 'default', 'via', gateway6);
    within(node, '-6', 'addr', 'add', `${gateway6}/128`, 'dev', pod, 'nodad');
    within(node, '-6', 'route', 'add', `${addresses6[pod]}/128`, 'dev', pod);
  }

  function run(place: Place, ...command: string[]): { code: number; output: string } {
    const [program = '', ...args] = [...inside(place), ...command];
    try {
      return { code: 0, output: execFileSync(program, args, { stdio: 'pipe', encoding: 'utf8', timeout: 20_000 }) };
    } catch (error) {
      const { status, stdout, stderr } = error as { status?: number; stdout?: string; stderr?: string };
      return { code: status ?? -1, output: `${stdout ?? ''}${stderr ?? ''}` };
    }
  }

  function close(): void {
    for (const child of children) child.kill('SIGKILL');
    for (const place of places) {
      try {
        ip('netns', 'del', name(place));
      } catch {
        // Was not made.
      }
    }
  }

  try {
    for (const place of places) {
      ip('netns', 'add', name(place));
      within(place, 'link', 'set', 'lo', 'up');
      // A redirect (the client reaches ClusterIPs through its neighbour) would use up the kernel's limit for ICMP errors.
      run(place, 'sysctl', '-qw', 'net.ipv4.conf.all.send_redirects=0', 'net.ipv4.conf.default.send_redirects=0');
      // Until an interface has made sure that nobody else has its link-local address, a second or two, it asks for no neighbours
      // on behalf of others: what it forwards meanwhile is lost.
      run(place, 'sysctl', '-qw', 'net.ipv6.conf.all.accept_dad=0', 'net.ipv6.conf.default.accept_dad=0');
    }
    within('lan', 'link', 'add', 'br0', 'type', 'bridge');
    within('lan', 'link', 'set', 'br0', 'up');
    for (const place of ['client', 'balancer', 'node', 'other'] as const) {
      connect(place, 'eth0', 'lan', place);
      within('lan', 'link', 'set', place, 'master', 'br0');
      within(place, 'addr', 'add', `${addresses[place]}/24`, 'dev', 'eth0');
      if (place !== 'balancer') within(place, '-6', 'addr', 'add', `${addresses6[place]}/64`, 'dev', 'eth0', 'nodad');
    }
    addPod('pod-a', 'node', '10.244.1.1', 'fd00:244:1::1');
    addPod('pod-b', 'node', '10.244.1.1', 'fd00:244:1::1');
    addPod('pod-c', 'other', '10.244.2.1', 'fd00:244:2::1');
    within('node', 'route', 'add', 'default', 'via', addresses.client);
    within('node', 'route', 'add', '10.244.2.0/24', 'via', addresses.other);
    within('other', 'route', 'add', 'default', 'via', addresses.node);
    for (const cidr of ['10.96.0.0/12', '10.244.1.0/24', '192.0.2.0/24'])
      within('client', 'route', 'add', cidr, 'via', addresses.node);
    within('node', '-6', 'route', 'add', 'default', 'via', addresses6.client);
    within('node', '-6', 'route', 'add', 'fd00:244:2::/48', 'via', addresses6.other);
    within('other', '-6', 'route', 'add', 'default', 'via', addresses6.node);
    for (const cidr of ['fd00:96::/112', 'fd00:244:1::/48'])
      within('client', '-6', 'route', 'add', cidr, 'via', addresses6.node);
    for (const place of ['node', 'other'] as const)
      run(
        place,
        'sysctl',
        '-qw',
        'net.ipv4.ip_forward=1',
        'net.ipv4.conf.all.route_localnet=1',
        'net.ipv6.conf.all.forwarding=1',
      );
  } catch (error) {
    close();
    throw error;
  }

  return {
    inside,
    run,
    close,
    async serve(pod, { tcp = [], udp = [] }) {
      const [program = '', ...args] = [
        ...inside(pod),
        process.execPath,
        join(__dirname, 'echo-server.cjs'),
        pod,
        tcp.join(),
        udp.join(),
      ];
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      for await (const line of createInterface({ input: child.stdout })) if (line === 'ready') return;
      throw new Error(`echo server in ${pod} did not start`);
    },
  };
}
