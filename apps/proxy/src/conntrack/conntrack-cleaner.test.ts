import { createTestLogger } from '@kubets/component/testing';
import { CommandError } from '../command';
import type { Frontend } from '../model/frontend';
import { createConntrackCleaner } from './conntrack-cleaner';

const frontend = (serving: string[]): Frontend => ({
  family: 'IPv4',
  address: '10.96.0.10',
  protocol: 'UDP',
  port: 53,
  servicePort: 'a',
  claim: 'a',
  serving,
  route: { to: 'reject' },
});
const line = (client: number, server: string) =>
  `udp 17 29 src=10.244.1.9 dst=10.96.0.10 sport=${client} dport=53 src=${server} dst=10.244.1.9 sport=5353 dport=${client} mark=0 use=1`;
const removal = (server: string) =>
  `-D -p udp -f ipv4 --orig-dst 10.96.0.10 --orig-port-dst 53 --reply-src ${server} --reply-port-src 5353`;

function setUp(current: Frontend | undefined, answer: (args: string) => string) {
  const commands: string[] = [];
  const logger = createTestLogger();
  const run = async (_: string, args: readonly string[]) => {
    commands.push(args.join(' '));
    return answer(args.join(' '));
  };
  return { commands, logger, cleaner: createConntrackCleaner({ run, frontendAt: () => current, logger }) };
}
const listing = [line(4000, '10.244.1.2'), line(4001, '10.244.1.2'), line(4002, '10.244.1.3')].join('\n');

test('flows to what is gone are removed with one command for all clients, others stay', async () => {
  const after = frontend(['10.244.1.3 5353']);
  const { commands, cleaner } = setUp(after, () => listing);
  expect(await cleaner.clean([{ before: frontend(['10.244.1.2 5353', '10.244.1.3 5353']), after }])).toBe(1);
  expect(commands).toEqual(['-L -p udp -f ipv4', removal('10.244.1.2')]);
});

test('a removed Service takes all its flows along', async () => {
  const { commands, cleaner } = setUp(undefined, () => listing);
  await cleaner.clean([{ before: frontend(['10.244.1.2 5353']), after: undefined }]);
  expect(commands.slice(1)).toEqual([removal('10.244.1.2'), removal('10.244.1.3')]);
});

test('changes that leave nothing behind cost nothing', async () => {
  const { commands, cleaner } = setUp(undefined, () => listing);
  expect(
    await cleaner.clean([
      { before: frontend(['10.244.1.2 5353']), after: frontend(['10.244.1.2 5353', '10.244.1.3 5353']) },
    ]),
  ).toBe(0);
  expect(commands).toEqual([]);
});

test('after a failure the next call does what was left', async () => {
  let failures = 1;
  const { commands, cleaner } = setUp(undefined, () => {
    if (failures-- > 0) throw new CommandError('conntrack', 1, 'busy');
    return listing;
  });
  await expect(cleaner.clean([{ before: frontend(['10.244.1.2 5353']), after: undefined }])).rejects.toThrow('busy');
  expect(await cleaner.clean([])).toBe(2);
  expect(commands).toHaveLength(4);
});

test('flows that timed out meanwhile are no error', async () => {
  const { cleaner } = setUp(undefined, (args) => {
    if (args.startsWith('-D'))
      throw new CommandError('conntrack', 1, 'conntrack v1.4.7: 0 flow entries have been deleted.');
    return listing;
  });
  await expect(cleaner.clean([{ before: frontend(['10.244.1.2 5353']), after: undefined }])).resolves.toBe(2);
});

test('without the program it says so once', async () => {
  const { commands, logger, cleaner } = setUp(undefined, () => {
    throw Object.assign(new Error('spawn conntrack ENOENT'), { code: 'ENOENT' });
  });
  for (let count = 0; count < 3; count++)
    await cleaner.clean([{ before: frontend(['10.244.1.2 5353']), after: undefined }]);
  expect(commands).toHaveLength(1);
  expect(logger.lines.map(({ level }) => level)).toEqual(['warn']);
});
