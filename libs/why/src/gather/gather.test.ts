import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { parseObject } from './api-reader';
import { parseListeners } from './listeners';
import { probeTcp, speaksOf } from './probe';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue\n';

test('sockets that listen, and whether only the pod itself reaches them', () => {
  const tcp = `${HEAD}   0: 0100007F:1F90 00000000:0000 0A 0:0\n   1: 00000000:0050 00000000:0000 0A 0:0\n   2: 0100007F:0050 0100007F:9999 01 0:0\n`;
  const tcp6 = `${HEAD}   0: 00000000000000000000000001000000:1F91 00000000000000000000000000000000:0000 0A 0:0\n   1: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 0:0\n`;
  const udp = `${HEAD}   0: 00000000:0035 00000000:0000 07 0:0\n   1: 0100007F:0036 0200007F:0035 01 0:0\n`;
  expect(parseListeners({ tcp, tcp6, udp })).toEqual([
    { protocol: 'TCP', port: 8080, loopbackOnly: false },
    { protocol: 'TCP', port: 80, loopbackOnly: false },
    { protocol: 'TCP', port: 8081, loopbackOnly: true },
    { protocol: 'UDP', port: 53, loopbackOnly: false },
  ]);
  expect(parseListeners({ tcp: '' })).toEqual([]);
});

test('objects of the API are read without what is null in them', () => {
  const text = '{"items":[{"endpoints":null,"ports":[{"name":"","port":80}]}],"metadata":{"a":null}}';
  expect(parseObject(text)).toStrictEqual({ items: [{ ports: [{ name: '', port: 80 }] }], metadata: {} });
});

test.each([
  ['HTTP/1.1 200 OK\r\n\r\n', 'http'],
  ['HTTP/1.1 400 Bad Request\r\n\r\nThe plain HTTP request was sent to HTTPS port', 'tls'],
  ['\x15\x03\x01\x00\x02\x02\x46', 'tls'],
  ['SSH-2.0-x', undefined],
  ['', undefined],
])('%j is %s', (text, expected) => expect(speaksOf(Buffer.from(text, 'latin1'))).toBe(expected));

describe('a connection', () => {
  const listening = async (server: Server): Promise<number> => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  };

  test('to a server of HTTP, to one that says nothing, and to nobody', async () => {
    const web = createServer((_, response) => response.end('x'));
    const silent = createTcpServer((socket) => socket.on('error', () => undefined));
    const [webPort, silentPort] = [await listening(web), await listening(silent)];
    expect(await probeTcp('127.0.0.1', webPort)).toEqual({
      outcome: 'open',
      speaks: 'http',
      localAddress: '127.0.0.1',
    });
    expect(await probeTcp('127.0.0.1', silentPort)).toEqual({ outcome: 'open', localAddress: '127.0.0.1' });
    web.close();
    silent.close();
    await once(web, 'close');
    expect(await probeTcp('127.0.0.1', webPort)).toEqual({ outcome: 'refused' });
  });
});
