import type { Listener } from '../facts';

const LISTEN = '0A';

/** Reads /proc/net/{tcp,tcp6,udp,udp6}: what a pod's processes listen on. */
export function parseListeners(files: Partial<Record<'tcp' | 'tcp6' | 'udp' | 'udp6', string>>): Listener[] {
  const found = new Map<string, Listener>();
  for (const [name, text = ''] of Object.entries(files)) {
    const protocol = name.startsWith('tcp') ? 'TCP' : 'UDP';
    for (const line of text.split('\n').slice(1)) {
      const [, local = '', remote = '', state] = line.trim().split(/\s+/);
      const [address = '', hexPort = ''] = local.split(':');
      const isOpen = protocol === 'TCP' ? state === LISTEN : /^0+:0000$/.test(remote);
      if (!isOpen || hexPort === '') continue;
      const port = parseInt(hexPort, 16);
      const loopbackOnly = isLoopback(address);
      const known = found.get(`${protocol} ${port}`);
      if (!known) found.set(`${protocol} ${port}`, { protocol, port, loopbackOnly });
      else known.loopbackOnly &&= loopbackOnly;
    }
  }
  return [...found.values()];
}

/** Addresses stand there in the machine's byte order, which is little on all that we run on. */
const isLoopback = (hex: string): boolean =>
  hex.length === 8
    ? hex.endsWith('7F')
    : hex === '00000000000000000000000001000000' || /^0{16}FFFF0000......7F$/.test(hex);
