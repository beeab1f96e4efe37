import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';

export interface CniConfig {
  podCidrs: readonly string[];
  mtu: number;
  /** Where host-local remembers which addresses are taken. */
  ipamDirectory: string;
}

const FILE_NAME = '10-kubets.conflist';

/**
 * The pods' network: a cable of its own from the node to each pod (ptp), so that every packet crosses the node's IP
 * stack; addresses from the node's own range (host-local); host ports (portmap).
 */
export function cniConfig({ podCidrs, mtu, ipamDirectory }: CniConfig): object {
  return {
    cniVersion: '0.4.0',
    name: 'kubets',
    plugins: [
      {
        type: 'ptp',
        ipMasq: false,
        mtu,
        ipam: {
          type: 'host-local',
          dataDir: ipamDirectory,
          ranges: podCidrs.map((subnet) => [{ subnet }]),
          routes: podCidrs.map((cidr) => ({ dst: isIPv6(cidr.split('/')[0]!) ? '::/0' : '0.0.0.0/0' })),
        },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
}

/** Writes the configuration where the runtime looks for it; readers see the old one or the new one. Returns whether it changed. */
export async function writeCniConfig(directory: string, config: CniConfig): Promise<boolean> {
  const path = join(directory, FILE_NAME);
  const text = `${JSON.stringify(cniConfig(config), undefined, 2)}\n`;
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return false;
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const next = join(directory, `.${FILE_NAME}.next`);
  await writeFile(next, text);
  await chmod(next, 0o644);
  await rename(next, path);
  return true;
}
