import type { KubeObject } from '@kubets/apimachinery';
import type { ResourceClient } from '@kubets/client';
import { createFakeCluster, type FakeCluster } from '@kubets/client/testing';
import { createFakeClock, type FakeClock } from '@kubets/component/testing';
import { storedResources } from '@kubets/proto-gen/catalogue';
import type { ControllerManagerConfig } from '../config';
import type { ControllerEntry } from '../controllers/controller-context';
import { runPods } from './fake-kubelet';
import { startControllers, type RunningControllers } from './start-controllers';

/** A number below `count`, the same ones in every run of a seed. */
export type Random = (count: number) => number;

function seededRandom(seed: number): Random {
  let state = seed * 2654435761 + 1;
  return (count) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return (((state ^ (state >>> 13)) >>> 0) % 0x7fffffff) % count;
  };
}

const WRITES = ['create', 'update', 'updateStatus', 'patch', 'delete'] as const;

/** A cluster as one process sees it: its watches can be held up, each by itself, and it can be killed between any two writes. */
function seenBy(cluster: FakeCluster) {
  let writesLeft = Infinity;
  const watched = new Set<string>();
  /** Of kinds that are held up: how many more events pass, and who waits. */
  const gates = new Map<string, { left: number; waiting: (() => void)[] }>();
  const wake = (waiting: (() => void)[]): void => {
    for (const go of waiting.splice(0)) go();
  };
  const release = (): void => {
    const all = [...gates.values()];
    gates.clear();
    for (const { waiting } of all) wake(waiting);
  };
  function holdUp(plural: string, left: number): void {
    const gate = gates.get(plural) ?? { left, waiting: [] };
    gate.left = left;
    gates.set(plural, gate);
    wake(gate.waiting);
  }
  async function pass(plural: string): Promise<void> {
    for (let gate = gates.get(plural); gate && gate.left-- <= 0; gate = gates.get(plural)) {
      const { waiting } = gate;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }
  function seen(plural: string, client: ResourceClient<KubeObject>): ResourceClient<KubeObject> {
    const writes = WRITES.map((verb) => [
      verb,
      async (...args: never[]) => {
        if (writesLeft-- <= 0) throw new Error('killed');
        return (client[verb] as (...given: never[]) => Promise<unknown>)(...args);
      },
    ]);
    return {
      ...client,
      ...(Object.fromEntries(writes) as object),
      async *watch(params) {
        watched.add(plural);
        for await (const event of client.watch(params)) {
          await pass(plural);
          yield event;
        }
      },
    };
  }
  // Events are of no consequence, and the last of them would be waited for.
  const clients = Object.entries(storedResources)
    .filter(([name]) => name !== 'events')
    .map(([name, { plural }]) => [name, seen(plural, cluster.resource(plural))]);
  return {
    cluster: { ...cluster, ...(Object.fromEntries(clients) as object) } as FakeCluster,
    /** After few more events nothing is seen of what happens to one kind, or, one time in three, to any. */
    holdUp(random: Random): void {
      const kinds = [...watched];
      for (const plural of random(3) === 0 ? kinds : [kinds[random(kinds.length)]!]) holdUp(plural, random(4));
    },
    release,
    dieAfter: (writes: number) => (writesLeft = writes),
  };
}

export interface History {
  cluster: FakeCluster;
  clock: FakeClock;
}

/**
 * Runs controllers through what befalls them in random order: users, kubelets, watches that lag behind and kills at any
 * write. At the end all is calm, and everything has been seen.
 */
export async function randomHistory(
  seed: number,
  o: {
    controllers: readonly ControllerEntry[];
    objects: readonly KubeObject[];
    config?: Partial<ControllerManagerConfig>;
    steps: number;
    /** Something that a user or a node does. */
    change(history: History, random: Random): Promise<void>;
    /** After every step. */
    check(history: History): void;
    /** What scheduler and kubelets do; as {@link runPods} does unless told otherwise. `random` is left out at the end, when all goes well. */
    run?(history: History, random?: Random): Promise<void>;
  },
): Promise<History> {
  const random = seededRandom(seed);
  const clock = createFakeClock();
  const cluster = createFakeCluster(o.objects, { clock });
  const history = { cluster, clock };
  let view = seenBy(cluster);
  let running: RunningControllers = startControllers(o.controllers, { cluster: view.cluster, clock, config: o.config });
  const run =
    o.run ??
    ((_: History, some?: Random) => runPods(cluster, clock, { becomesReady: () => some === undefined || some(4) > 0 }));

  async function restart(): Promise<void> {
    view.release();
    await running.stop();
    view = seenBy(cluster);
    running = startControllers(o.controllers, { cluster: view.cluster, clock, config: o.config });
  }

  for (let step = 0; step < o.steps; step++) {
    const what = random(10);
    if (what < 3) await o.change(history, random);
    else if (what < 6) await run(history, random);
    else if (what === 6) view.holdUp(random);
    else if (what === 7) view.release();
    else if (what === 8) view.dieAfter(random(3));
    else await restart();
    await clock.advance(random(2000));
    await running.settle();
    o.check(history);
  }
  await restart();
  for (let round = 0; round < 25; round++) {
    await running.settle();
    await run(history);
    await clock.advance(10_000);
    await running.settle();
    o.check(history);
  }
  await running.stop();
  return history;
}
