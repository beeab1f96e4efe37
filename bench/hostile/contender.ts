import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Aimed } from '../../test/fuzz/aimed/aim';
import { createRanges } from '../../test/fuzz/aimed/range-of';
import { takeAway } from '../../test/fuzz/aimed/take-away';
import { createRestClient } from '../../test/fuzz/beside/rest-client';
import { credentialsOf } from '../../test/fuzz/send/callers';
import type { Outcome } from '../../test/fuzz/send/outcome';
import { prepare } from '../../test/fuzz/target/fuzz-namespaces';
import type { FuzzTarget } from '../../test/fuzz/target/fuzz-target';
import { cpuSeconds, memoryParts, type MemoryParts } from '@kubets/component/testing';
import type { MeasuredApiserver } from '../apiserver/measured-apiserver';
import type { Waits } from '../apiserver/small-reader';

/** How one input went on one server. */
export interface Measured {
  outcome: Outcome;
  /** The longest wait of the client beside, from before the input until a while after its answer. */
  waitMs: number;
  /** The longest turn of its event loop meanwhile, in ms that its thread was running; undefined where there is no probe. */
  turnMs?: number;
  /** The most that was resident meanwhile. */
  peakMiB: number;
  /** Reads of that client that were not answered with the object. */
  failures: number;
  isAlive: boolean;
}

/** One of the servers that are compared. */
export interface Contender {
  name: string;
  target: FuzzTarget;
  measure(aimed: Aimed, index: number): Promise<Measured>;
  isAlive(): boolean;
  residentBytes(): number;
  memoryParts(): MemoryParts;
  /** Time of a processor since it began. */
  cpuSeconds(): number;
  /** The most it held at any time that was looked at since the start. */
  peakBytes(): number;
  /** Lets go of the server, which runs on. */
  leave(): void;
}

/** What is under way besides the input itself: its last garbage, the watchers' events. */
const AFTER_MS = 60;
const SAMPLE_MS = 20;
const SETTLED_MS = 3000;

/** A server with the client beside it, and what the inputs need to be there. */
export async function createContender(
  name: string,
  server: MeasuredApiserver,
  { isProbed = false } = {},
): Promise<Contender> {
  const { connection, child, residentBytes } = server;
  const longestTurn = async () => (isProbed && isAlive() ? await told<number>(child, 'longest turn') : undefined);
  const target: FuzzTarget = {
    kind: 'services',
    host: '127.0.0.1',
    restPort: Number(new URL(connection.url).port),
    grpcPort: Number(connection.grpcAddress.split(':')[1]),
    ca: connection.ca,
    admin: { cert: connection.cert, key: connection.key },
    dns: { host: '127.0.0.1', port: 0 },
    doors: [],
    knownName: '',
    logDir: '',
  };
  const client = createRestClient(target);
  const { weakToken } = await prepare(client, target);
  const ranges = createRanges(target, credentialsOf(target, weakToken));
  const reader = fork(join(__dirname, 'small-reader.js'), [JSON.stringify(connection)]);
  await sleep(SETTLED_MS);
  await waitsOf(reader);
  let [peak, peakOfInput] = [0, 0];
  const sampling = setInterval(() => {
    peakOfInput = Math.max(peakOfInput, residentBytes());
    peak = Math.max(peak, peakOfInput);
  }, SAMPLE_MS);
  const isAlive = () => child.exitCode === null && child.signalCode === null;

  return {
    name,
    target,
    isAlive,
    residentBytes,
    memoryParts: () => memoryParts(child.pid!),
    cpuSeconds: () => cpuSeconds(child.pid!),
    peakBytes: () => peak,
    async measure({ shot }, index) {
      if (!isAlive())
        return {
          outcome: { closed: true, text: 'the process has ended' },
          waitMs: 0,
          peakMiB: 0,
          failures: 1,
          isAlive: false,
        };
      await waitsOf(reader);
      await longestTurn();
      peakOfInput = residentBytes();
      const range = ranges.of(index);
      const outcome = await shot(range);
      await sleep(AFTER_MS);
      const { worstMs, failures } = await waitsOf(reader);
      const turnMs = await longestTurn();
      await takeAway(client, range.made);
      const peakMiB = Math.round(peakOfInput / 2 ** 20);
      return { outcome, waitMs: worstMs, turnMs, peakMiB, failures, isAlive: isAlive() };
    },
    leave() {
      clearInterval(sampling);
      reader.disconnect();
      ranges.close();
      client.close();
    },
  };
}

const waitsOf = (reader: ChildProcess) => told<Waits>(reader, 'waits');

/** What a process answers; NaN of one that ends instead. */
async function told<T>(process: ChildProcess, question: string): Promise<T> {
  const listening = new AbortController();
  const { signal } = listening;
  process.send(question);
  const ended = once(process, 'exit', { signal }).then(() => [NaN]);
  const [answer] = (await Promise.race([once(process, 'message', { signal }), ended]).finally(() => {
    ended.catch(() => undefined);
    listening.abort();
  })) as [T];
  return answer;
}
