import { networkInterfaces } from 'node:os';
import { runCommand } from '../system/run-command';

/** The address packets to the world leave with. Rejects when there is none to be found. */
export async function defaultNodeAddress(): Promise<string> {
  const [route] = JSON.parse((await runCommand('ip', ['-json', '-4', 'route', 'show', 'default'])) || '[]') as {
    dev?: string;
    prefsrc?: string;
  }[];
  const onDevice = Object.entries(networkInterfaces())
    .filter(([name]) => route?.dev === undefined || name === route.dev)
    .flatMap(([, addresses = []]) => addresses)
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  const address = route?.prefsrc ?? onDevice?.address;
  if (!address)
    throw new Error(
      '--node-ip: the machine has no IPv4 address besides loopback; give the address by which other nodes reach it',
    );
  return address;
}

const FALLBACK_MTU = 1500;

/** MTU of the interface that has the address. */
export async function mtuOf(address: string): Promise<number> {
  const links = JSON.parse((await runCommand('ip', ['-json', 'address', 'show'])) || '[]') as {
    mtu?: number;
    addr_info?: { local?: string }[];
  }[];
  return links.find(({ addr_info = [] }) => addr_info.some(({ local }) => local === address))?.mtu ?? FALLBACK_MTU;
}
