import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createNft } from '../backends/nftables/nft';
import { createCommandRunner } from '../command';
import { createAsker, type Asker } from '../testing/ask';
import { endpoint, service, slice } from '../testing/cluster-objects';
import { addresses, canMakeLab, createNetLab, type NetLab } from '../testing/net-lab';
import { createNodeProxy } from '../testing/node-proxy';

jest.setTimeout(120_000);

const CONNECTIONS = 500;

/** Connects again and again until its input ends and counts what did not succeed, while one connection stays open all the time. */
const CLIENT = `
const http = require('node:http');
const [address, connections] = process.argv.slice(1);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const ask = (options) => new Promise((resolve) => {
  const request = http.get({ host: address, port: 80, timeout: 5000, ...options }, (response) => { response.resume(); response.on('end', () => resolve('ok')); });
  request.on('timeout', () => request.destroy(new Error('timeout')));
  request.on('error', (error) => resolve(error.code ?? error.message));
});
const results = {};
let isOver = false;
process.stdin.resume().once('end', () => (isOver = true));
const loop = async (kind, options) => { while (!isOver || (results['new ok'] ?? 0) < Number(connections)) { const key = kind + ' ' + await ask(options); results[key] = (results[key] ?? 0) + 1; } };
Promise.all([loop('new', { agent: false }), loop('new', { agent: false }), loop('kept', { agent })]).then(() => { console.log(JSON.stringify(results)); process.exit(0); });
`;

(canMakeLab() ? describe : describe.skip)('traffic while rules change', () => {
  let lab: NetLab;
  let ask: Asker;
  const ip = '10.96.0.50';
  const web = service('web', { clusterIP: ip });
  const podA = endpoint(addresses['pod-a'], 'node');
  const podB = endpoint(addresses['pod-b'], 'node');
  const podC = endpoint(addresses['pod-c'], 'other');

  beforeAll(async () => {
    lab = createNetLab();
    await Promise.all((['pod-a', 'pod-b', 'pod-c'] as const).map((pod) => lab.serve(pod, { tcp: [8080] })));
    ask = createAsker(lab);
  });
  afterAll(() => lab?.close());

  /** Counts packets that passed the nat hook with the Service's address: each would have been one that found no rules. */
  const observer = [
    'table ip observer {',
    'chain seen {',
    'type filter hook prerouting priority -90;',
    `ip daddr ${ip} counter`,
    '}',
    '}',
  ].join('\n');

  async function missed(): Promise<number> {
    const listing = await createNft(createCommandRunner(lab.inside('node'))).list(['chain', 'ip', 'observer', 'seen']);
    const packets = /"packets": ?(\d+)/.exec(JSON.stringify(listing))?.[1];
    return Number(packets ?? Number.NaN);
  }

  /** Does the work over and over while a client connects, for as long as that needs to come to its number. */
  async function whileClientConnects(
    turns: number,
    work: (turn: number) => Promise<void>,
  ): Promise<Record<string, number>> {
    const [program = '', ...args] = [...lab.inside('client'), process.execPath, '-e', CLIENT, ip, String(CONNECTIONS)];
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    await createCommandRunner(lab.inside('node'))(
      'nft',
      ['-f', '-'],
      `add table ip observer\ndelete table ip observer\n${observer}\n`,
    );
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    let running = true;
    void ended.then(() => (running = false));
    for (let turn = 1; running; turn++) {
      await work(turn);
      if (turn === turns) child.stdin.end();
    }
    return JSON.parse(lines[0] ?? '{}') as Record<string, number>;
  }

  test('no connection fails and none breaks when endpoints come and go', async () => {
    const proxy = createNodeProxy(lab);
    const steady = [podA, podB];
    await proxy.apply([web], [slice('web', steady)]);
    const results = await whileClientConnects(100, async (turn) => {
      await proxy.apply([web], [slice('web', turn % 2 ? [...steady, podC] : steady)]);
    });
    expect(Object.keys(results).sort()).toEqual(['kept ok', 'new ok']);
    expect(await missed()).toBe(0);
  });

  test('no connection fails and none breaks when a successor replaces all rules', async () => {
    const results = await whileClientConnects(30, async () => {
      expect(await createNodeProxy(lab).apply([web], [slice('web', [podA, podB])])).toMatchObject({
        mode: 'everything',
      });
    });
    expect(await missed()).toBe(0);
    expect(Object.keys(results).sort()).toEqual(['kept ok', 'new ok']);
  });

  test('a successor’s table has every element, of which the statements are made twice', async () => {
    const services = Array.from({ length: 600 }, (_, index) =>
      service(`web-${index}`, { clusterIP: `10.97.${index >> 8}.${index & 255}` }),
    );
    const slices = services.map(({ metadata }) => slice(metadata?.name ?? '', [podA, podB, podC]));
    const elements = () => {
      const { output } = lab.run('node', 'nft', 'list', 'map', 'ip', 'kubets-proxy', 'endpoints-3');
      return output.match(/ : 10\.244\./g)?.length;
    };
    await createNodeProxy(lab).apply(services, slices);
    expect(elements()).toBe(1800);
    expect(await createNodeProxy(lab).apply(services, slices)).toMatchObject({ mode: 'everything' });
    expect(elements()).toBe(1800);
    await createNodeProxy(lab).backend.remove();
  });

  test('rules that somebody removed are noticed and put back', async () => {
    const proxy = createNodeProxy(lab);
    await proxy.apply([web], [slice('web', [podA])]);
    expect(await proxy.backend.verify()).toBe(true);
    lab.run('node', 'nft', 'flush', 'ruleset');
    expect(ask.http('client', ip)).not.toMatch(/^pod/);
    expect(await proxy.backend.verify()).toBe(false);
    expect(await proxy.backend.commit()).toMatchObject({ mode: 'everything' });
    expect(ask.http('client', ip)).toMatch(/^pod-a/);
  });

  test('a change that the kernel refuses is followed by a full replacement', async () => {
    const proxy = createNodeProxy(lab);
    await proxy.apply([web], [slice('web', [podA])]);
    lab.run('node', 'nft', 'delete', 'element', 'ip', 'kubets-proxy', 'service-ips', `{ ${ip} . tcp . 80 }`);
    await expect(proxy.apply([web], [slice('web', [podA, podB])])).rejects.toThrow('nft');
    expect(await proxy.backend.commit()).toMatchObject({ mode: 'everything' });
    expect(ask.http('client', ip)).toMatch(/^pod-[ab]/);
  });

  test('remove() leaves nothing', async () => {
    const proxy = createNodeProxy(lab);
    await proxy.apply([web], [slice('web', [podA])]);
    await proxy.backend.remove();
    expect(lab.run('node', 'nft', 'list', 'ruleset').output).toBe('');
  });
});
