import { isReadyNow } from './wait-for-nodes';

const node = (status: string, lastHeartbeatTime: string) => ({
  status: { conditions: [{ type: 'Ready', status, lastHeartbeatTime }] },
});
const running = (startedAt: string) => ({ running: true, startedAt });

test.each([
  ['said by the kubelet that runs', node('True', '2026-01-01T10:00:00Z'), running('2026-01-01T09:59:58.100Z'), true],
  [
    'said by it long ago, and nothing changed since',
    node('True', '2026-01-01T10:00:00Z'),
    running('2026-01-01T08:00:00.000Z'),
    true,
  ],
  [
    'said in the second in which it started',
    node('True', '2026-01-01T10:00:00Z'),
    running('2026-01-01T10:00:00.700Z'),
    true,
  ],
  ['left from an earlier boot', node('True', '2026-01-01T10:00:00Z'), running('2026-01-01T10:00:01.000Z'), false],
  ['not ready', node('False', '2026-01-01T10:00:00Z'), running('2026-01-01T09:00:00.000Z'), false],
  [
    'its kubelet is being restarted',
    node('True', '2026-01-01T10:00:00Z'),
    { running: false, startedAt: '2026-01-01T09:00:00.000Z' },
    false,
  ],
  ['nobody knows of a kubelet', node('True', '2026-01-01T10:00:00Z'), undefined, false],
  ['no such node yet', undefined, running('2026-01-01T09:00:00.000Z'), false],
])('a node is ready: %s', (_, given, kubelet, expected) => {
  expect(isReadyNow(given, kubelet)).toBe(expected);
});
