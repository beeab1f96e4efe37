import type { Socket } from 'node:net';
import { createHandOut } from './hand-out';

function start() {
  const sent: [worker: number, id: number, port: number][] = [];
  const handOut = createHandOut({
    send: (worker, id, { port }) => void sent.push([worker, id, port]),
    maxWaiting: 2,
  });
  const connect = (port: number) => {
    const socket = { destroyed: false, destroy: () => void (socket.destroyed = true) };
    handOut.give({ port, socket: socket as unknown as Socket });
    return socket;
  };
  return { sent, handOut, connect };
}

test('workers that are ready get one after the other', () => {
  const { sent, handOut, connect } = start();
  handOut.isReady(1);
  handOut.isReady(2);
  for (const port of [443, 444, 443]) connect(port);
  expect(sent).toEqual([
    [1, 1, 443],
    [2, 2, 444],
    [1, 3, 443],
  ]);
});

test('one is let go when the worker has it, and no sooner', () => {
  const { handOut, connect } = start();
  handOut.isReady(1);
  const [one, other] = [connect(443), connect(443)];
  handOut.taken(1, 1);
  expect([one.destroyed, other.destroyed]).toEqual([true, false]);
});

test('what a worker that ends has not taken is given to another, and what it has is not', () => {
  const { sent, handOut, connect } = start();
  handOut.isReady(1);
  for (const port of [443, 444]) connect(port);
  handOut.taken(1, 1);
  handOut.isReady(2);
  handOut.isGone(1);
  expect(sent.at(-1)).toEqual([2, 3, 444]);
  connect(445);
  expect(sent.at(-1)).toEqual([2, 4, 445]);
});

test('without a worker so many wait, and those who are gone by then are left out', () => {
  const { sent, handOut, connect } = start();
  const connections = [443, 444, 445].map(connect);
  expect(connections.map(({ destroyed }) => destroyed)).toEqual([false, false, true]);
  connections[0]!.destroy();
  handOut.isReady(1);
  expect(sent).toEqual([[1, 1, 444]]);
});
