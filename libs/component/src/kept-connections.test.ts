import { once } from 'node:events';
import { Agent, createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KEPT_CONNECTIONS } from './kept-connections';
import { eventually } from './testing';

const AT_ONCE = 60;
const SHORT_MS = 300;

let server: Server;
let connections: number;
/** Of the questions, those that are not answered yet: by and by, when all are there. */
const waiting: (() => void)[] = [];
beforeEach(async () => {
  connections = 0;
  server = createServer({ keepAliveTimeout: 0 }, (_, response) => void waiting.push(() => response.end('ok')));
  server.on('connection', (socket) => {
    connections += 1;
    socket.once('close', () => (connections -= 1));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => void server.close().closeAllConnections());

const ask = (agent: Agent): Promise<string> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    get({ host: '127.0.0.1', port, agent }, (response) => {
      response.setEncoding('utf8').once('data', resolve);
    }).once('error', reject);
  });

async function askAtOnce(agent: Agent): Promise<string[]> {
  const answers = Array.from({ length: AT_ONCE }, () => ask(agent));
  await eventually(() => waiting.length === AT_ONCE);
  for (const answer of waiting.splice(0)) answer();
  return Promise.all(answers);
}

test('of many connections few stay open', async () => {
  const agent = new Agent(KEPT_CONNECTIONS);
  expect(await askAtOnce(agent)).toEqual(Array(AT_ONCE).fill('ok'));
  await eventually(() => connections === KEPT_CONNECTIONS.maxFreeSockets);
  agent.destroy();
});

test('none stays for long without a request, and one whose answer takes longer is not ended', async () => {
  const agent = new Agent({ ...KEPT_CONNECTIONS, timeout: SHORT_MS });
  const slow = ask(agent);
  await eventually(() => waiting.length === 1);
  const [answerSlow] = waiting.splice(0);
  await askAtOnce(agent);
  await eventually(() => connections === 1);
  answerSlow!();
  expect(await slow).toBe('ok');
  await eventually(() => connections === 0);
});
