import { createServer, type AddressInfo } from 'node:net';
import { readAvailableMemory, readCapabilities, readListeningSockets, readMachine, readRoutes } from './machine.mjs';

test('routes that lead somewhere are read, and neither the default route nor those that refuse', () => {
  const text = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	010200C0	0003	0	0	0	00000000	0	0	0
*	0000700A	00000000	0201	0	0	181010432	0000FFFF	0	0	0
*	0000120A	00000000	0001	0	0	0	0000FFFF	0	0	0
cni0	0000F40A	00000000	0001	0	0	0	0000FFFF	0	0	0
wg0	4D00C90A	0B00CA0A	0007	0	0	0	FFFFFFFF	0	0	0
`;
  expect(readRoutes(text)).toEqual([
    { dst: '10.244.0.0/16', dev: 'cni0' },
    { dst: '10.201.0.77/32', dev: 'wg0' },
  ]);
  expect(readRoutes('')).toEqual([]);
});

test('only sockets that listen are read', () => {
  const text = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:192B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
   1: 0100007F:8000 0100007F:192B 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1
   2: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4713 1 0
`;
  expect(readListeningSockets(text)).toEqual([
    { port: 6443, inode: '4711' },
    { port: 80, inode: '4713' },
  ]);
});

test.each([
  ['CapEff:\t000001ffffffffff\n', 0x1ffffffffffn],
  ['Name:\tx\n', 0n],
])('the capabilities of %j', (status, capabilities) => expect(readCapabilities(status)).toBe(capabilities));

test('memory is read in bytes', () =>
  expect(readAvailableMemory('MemFree: 1 kB\nMemAvailable:   2048 kB\n')).toBe(2097152));

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('this machine is known, with who listens where', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const machine = readMachine('/nowhere/yet/kubets');
    expect(machine).toMatchObject({ platform: 'linux', kernel: expect.stringMatching(/^\d+\.\d+/) });
    expect(machine.freeBytes).toBeGreaterThan(0);
    expect(machine.availableMemoryBytes).toBeGreaterThan(0);
    expect(machine.listeners).toContainEqual({
      port,
      pid: process.pid,
      program: expect.stringMatching(/./),
      cluster: undefined,
    });
  } finally {
    server.close();
  }
});
