import { parseDefaultInterface, parseMemory, parseNetDev, parseProcStat } from './proc-files';

test('the processors’ work, without waiting and being idle', () =>
  expect(parseProcStat('cpu  100 10 50 9000 77 3 7 0 0 0\ncpu0 1 2 3\nbtime 1700000000\nprocesses 5\n', 42)).toEqual({
    cpu: { timeMs: 42, coreNanoSeconds: 1.7e9 },
    startedAtMs: 1_700_000_000_000,
  }));

test('memory: what can be taken back at once is not in the working set', () =>
  expect(
    parseMemory(
      'MemTotal:       1000 kB\nMemFree:         300 kB\nAnonPages:  120 kB\nInactive:  500 kB\nInactive(file):   200 kB\n',
      'pgfault 12\npgmajfault 3\n',
      42,
    ),
  ).toEqual({
    timeMs: 42,
    usageBytes: 700 * 1024,
    workingSetBytes: 500 * 1024,
    rssBytes: 120 * 1024,
    pageFaults: 12,
    majorPageFaults: 3,
  }));

test('network: every interface but the loopback', () =>
  expect(
    parseNetDev(
      [
        'Inter-|   Receive                                                |  Transmit',
        ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
        '    lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0',
        '  eth0: 1500 10 1 2 0 0 0 0 2500 20 3 4 0 0 0 0',
        '',
      ].join('\n'),
    ),
  ).toEqual([
    {
      name: 'eth0',
      rxBytes: 1500,
      rxPackets: 10,
      rxErrors: 1,
      rxDropped: 2,
      txBytes: 2500,
      txPackets: 20,
      txErrors: 3,
      txDropped: 4,
    },
  ]));

test.each([
  ['Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n', undefined],
  ['h\nn0\t0000F40A\t0\t1\t0\t0\t0\t00FFFFFF\neth0\t00000000\t0100F40A\t3\t0\t0\t0\t00000000\t0\t0\t0\n', 'eth0'],
])('the default route of %j', (text, expected) => expect(parseDefaultInterface(text)).toBe(expected));
