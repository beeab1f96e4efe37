import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mirrorFaults, tryMirrors } from './registry-mirrors.mjs';

const NODE_CIDR = '10.201.0.0/24';

test.each([
  ['foo', /a URL is wanted, such as http:\/\/foo$/],
  ['10.201.0.1:25010', /a URL is wanted, such as http:\/\/10\.201\.0\.1:25010$/],
  ['ftp://x', /a URL is wanted, such as http:\/\/registry\.example:5000$/],
  ['http://user:pass@x', /without user/],
  ['http://localhost:5000', /the nodes reach this machine as http:\/\/10\.201\.0\.1:5000, where/],
  ['https://127.0.0.1', /as https:\/\/10\.201\.0\.1, where/],
])('%s is refused', (url, message) => {
  expect(mirrorFaults({ registryMirrors: [url], nodeCidr: NODE_CIDR })).toEqual([expect.stringMatching(message)]);
});

test('where the network is wrong, too, no address is made up', () => {
  expect(mirrorFaults({ registryMirrors: ['http://localhost:5000'], nodeCidr: 'banana' })).toEqual([
    expect.stringContaining('as http://ADDRESS:5000, where'),
  ]);
});

test.each(['http://registry:5000', 'https://r.example/docker'])('%s is well written', (url) =>
  expect(mirrorFaults({ registryMirrors: [url], nodeCidr: NODE_CIDR })).toEqual([]),
);

test.each([
  ['a registry', 200, []],
  ['one that wants a login', 401, []],
  ['another server', 404, [expect.stringContaining('no registry, it answers HTTP 404 to GET /v2/')]],
])('%s at the address that nodes know this machine by', async (_, status, faults) => {
  const asked: (string | undefined)[] = [];
  const { port, server } = await serve(({ url }) => (asked.push(url), status));
  try {
    expect(await tryMirrors({ registryMirrors: [`http://10.201.0.1:${port}`], nodeCidr: NODE_CIDR })).toEqual(faults);
    expect(asked).toEqual(['/v2/']);
  } finally {
    server.close();
  }
});

test('nobody there is told with the reason', async () => {
  const { port, server } = await serve(() => 200);
  await new Promise((resolve) => server.close(resolve));
  expect(await tryMirrors({ registryMirrors: [`http://127.0.0.1:${port}`], nodeCidr: NODE_CIDR })).toEqual([
    expect.stringMatching(/no registry answers there \(.*ECONNREFUSED/),
  ]);
});

async function serve(answer: (request: { url?: string }) => number): Promise<{ port: number; server: Server }> {
  const server = createServer((request, response) => response.writeHead(answer(request)).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, server };
}
