import type { Draw } from './draw';

export interface DnsCase {
  transport: 'udp' | 'tcp';
  /** The message; over TCP in chunks, with its length before it or with what stands for that. */
  chunks: Buffer[];
  /** A query: a header at least, and no answer. Whatever it asks, it is due one. */
  mustAnswer: boolean;
}

const HEADER_BYTES = 12;
const LABELS = [
  'kubernetes',
  'default',
  'svc',
  'cluster',
  'local',
  'kube-dns',
  'kube-system',
  'pod',
  '_https',
  '_tcp',
  '10-0-0-1',
  '*',
  'in-addr',
  'arpa',
  'ip6',
  'example',
  'com',
  '1',
  '96',
  '10',
  'kubets-fuzz-1',
  'KUBERNETES',
  '',
  '-',
  '_',
  'xn--a',
  '\0',
  'a.b',
  '\xff',
];
const KNOWN_NAMES = [
  'kubernetes.default.svc.cluster.local',
  'kube-dns.kube-system.svc.cluster.local',
  '_https._tcp.kubernetes.default.svc.cluster.local',
  '1.0.96.10.in-addr.arpa',
  'default.svc.cluster.local',
  'cluster.local',
  'kubernetes.default.svc.cluster.local.default.svc.cluster.local',
  'dns-version.cluster.local',
  'example.com',
  'com',
  '.',
];
const TYPES = [1, 28, 5, 12, 33, 255, 6, 2, 15, 16, 41, 250, 251, 252, 257, 64, 65, 46, 0, 65535];

/** A packet by RFC 1035 and 6891, changed or not, or of any bytes. */
export function dnsCase(draw: Draw): DnsCase {
  const message = draw.weighted<() => Buffer>([
    [12, () => messageOf(draw)],
    [6, () => changed(draw, messageOf(draw))],
    [2, () => draw.bytes(draw.pick([0, 1, 11, 12, 13, 17, 40, 200]))],
    [1, () => Buffer.concat([messageOf(draw), Buffer.alloc(draw.pick([1, 500, 1500, 8000]), draw.int(256))])],
  ])();
  const mustAnswer = message.length >= HEADER_BYTES && (message[2]! & 0x80) === 0;
  if (draw.chance(0.9)) return { transport: 'udp', chunks: [message], mustAnswer };
  return overTcp(draw, message, mustAnswer);
}

function overTcp(draw: Draw, message: Buffer, mustAnswer: boolean): DnsCase {
  const framed = (length: number) => Buffer.concat([Buffer.from([(length >> 8) & 255, length & 255]), message]);
  const tcp = (chunks: Buffer[], due = false): DnsCase => ({ transport: 'tcp', chunks, mustAnswer: due });
  const whole = framed(message.length);
  const at = draw.int(whole.length + 1);
  return draw.weighted<() => DnsCase>([
    [8, () => tcp([whole], mustAnswer)],
    [2, () => tcp([whole.subarray(0, at), whole.subarray(at)], mustAnswer)],
    [
      1,
      () =>
        tcp(
          [...whole].slice(0, 300).map((byte) => Buffer.from([byte])),
          mustAnswer && whole.length <= 300,
        ),
    ],
    [1, () => tcp([framed(message.length + draw.pick([1, 100, 60_000]))])],
    [1, () => tcp([framed(0), framed(1), framed(65535)])],
    [
      1,
      () =>
        tcp(
          Array.from({ length: draw.pick([2, 20]) }, () => whole),
          mustAnswer,
        ),
    ],
    [1, () => tcp([draw.bytes(draw.int(40))])],
  ])();
}

function messageOf(draw: Draw): Buffer {
  const counts = draw.chance(0.85) ? [1, 0, 0, 0] : Array.from({ length: 4 }, () => draw.pick([0, 1, 2, 65535]));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(draw.int(65536), 0);
  header.writeUInt16BE(draw.chance(0.85) ? draw.pick([0x0100, 0, 0x0120, 0x0110]) : draw.int(65536), 2);
  const records: Buffer[] = [];
  if (draw.chance(0.5)) {
    counts[3] = Math.max(1, counts[3]!);
    records.push(optRecord(draw));
  }
  if (draw.chance(0.1)) records.push(record(draw));
  counts.forEach((count, i) => header.writeUInt16BE(count, 4 + 2 * i));
  const question = Buffer.concat([
    name(draw),
    number16(draw.chance(0.9) ? draw.pick(TYPES) : draw.int(65536)),
    number16(draw.chance(0.9) ? 1 : draw.pick([0, 3, 254, 255, 65535])),
  ]);
  return Buffer.concat([header, ...Array.from({ length: Math.min(counts[0]!, 3) }, () => question), ...records]);
}

const number16 = (value: number) => Buffer.from([(value >> 8) & 255, value & 255]);

function name(draw: Draw): Buffer {
  if (draw.chance(0.5))
    return encodedName(
      draw
        .pick(KNOWN_NAMES)
        .split('.')
        .filter(Boolean)
        .map((label) => (draw.chance(0.1) ? label.toUpperCase() : label)),
    );
  return draw.weighted<() => Buffer>([
    [
      8,
      () =>
        encodedName([
          ...Array.from({ length: draw.int(5) }, () => draw.pick(LABELS)),
          ...(draw.chance(0.7) ? ['svc', 'cluster', 'local'] : []),
        ]),
    ],
    [
      1,
      () => encodedName(Array.from({ length: draw.pick([4, 5, 127, 128]) }, () => 'a'.repeat(draw.pick([1, 62, 63])))),
    ],
    [1, () => Buffer.from([0xc0, draw.pick([0, 12, 14, 255])])], // a pointer, to itself too
    [1, () => Buffer.from([3, 97, 98, 99, 0xc0, 12])],
    [1, () => Buffer.from([draw.pick([64, 65, 128, 191]), 97, 0])], // lengths that are none
    [1, () => Buffer.concat([encodedName(['a']).subarray(0, -1), draw.bytes(draw.int(30))])],
  ])();
}

function encodedName(labels: readonly string[]): Buffer {
  return Buffer.concat([
    ...labels.map((label) =>
      Buffer.concat([Buffer.from([Math.min(label.length, 63)]), Buffer.from(label.slice(0, 63), 'latin1')]),
    ),
    Buffer.from([0]),
  ]);
}

function optRecord(draw: Draw): Buffer {
  const option = Buffer.concat([
    number16(draw.pick([3, 8, 10, 11, 12, 65001])),
    number16(draw.pick([0, 4, 8, 65535])),
    draw.bytes(draw.pick([0, 4, 8])),
  ]);
  const data = draw.chance(0.6) ? Buffer.alloc(0) : option;
  const length = draw.chance(0.9) ? data.length : draw.pick([0, 1, 65535]);
  return Buffer.concat([
    Buffer.from([draw.chance(0.95) ? 0 : 1]),
    number16(41),
    number16(draw.pick([512, 1232, 4096, 0, 1, 65535])),
    Buffer.from([draw.pick([0, 0, 255]), draw.pick([0, 0, 1, 255]), draw.pick([0, 128, 255]), 0]),
    number16(length),
    data,
  ]);
}

function record(draw: Draw): Buffer {
  return Buffer.concat([
    name(draw),
    number16(draw.pick(TYPES)),
    number16(1),
    draw.bytes(4),
    number16(draw.pick([0, 4, 65535])),
    draw.bytes(4),
  ]);
}

function changed(draw: Draw, message: Buffer): Buffer {
  const copy = Buffer.from(message);
  const at = draw.int(copy.length);
  return draw.weighted<() => Buffer>([
    [
      4,
      () => {
        for (let i = draw.pick([1, 1, 4]); i > 0; i--)
          copy[draw.int(copy.length)] = draw.pick([0, 1, 63, 64, 127, 128, 192, 255, draw.int(256)]);
        return copy;
      },
    ],
    [2, () => copy.subarray(0, at)],
    [1, () => Buffer.concat([copy.subarray(0, at), draw.bytes(draw.int(20)), copy.subarray(at)])],
    [1, () => Buffer.concat([copy, copy.subarray(HEADER_BYTES)])],
  ])();
}
