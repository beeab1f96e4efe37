import { containerHash } from '../../pods/container-hash';
import type {
  ContainerRuntime,
  ContainerSpec,
  ContainerUsage,
  RuntimeContainer,
  RuntimeImage,
  RuntimePod,
  SandboxSpec,
} from '../runtime';
import { RuntimeError } from '../runtime';

/** A runtime in memory that behaves like the real one, but for what a test tells it to do wrong. */
export interface FakeRuntime extends ContainerRuntime {
  /** What was asked for, such as `run p`, `create web`, `start web`, `stop web 30`, `pull nginx`. */
  readonly calls: string[];
  readonly images: Map<string, RuntimeImage>;
  /** Ends a container as if its process had exited, and tells whoever watches. */
  exit(name: string, exitCode: number): void;
  container(name: string): RuntimeContainer | undefined;
  /** The next call whose text begins so is rejected. */
  failNext(call: string, message: string): void;
  /** Calls whose text begins so wait until released. */
  hold(call: string): { release(): void };
  specs: ContainerSpec[];
  /** What each container uses, by its name. */
  readonly uses: Map<string, Omit<ContainerUsage, 'id'>>;
}

export function createFakeRuntime(): FakeRuntime {
  const pods = new Map<string, RuntimePod>();
  const calls: string[] = [];
  const failures: { call: string; message: string }[] = [];
  const holds: { call: string; released: Promise<void> }[] = [];
  const watchers = new Set<(podUid?: string) => void>();
  const images = new Map<string, RuntimeImage>([['busybox:1', { id: 'sha256:b', names: ['busybox:1'], sizeBytes: 1 }]]);
  const specs: ContainerSpec[] = [];
  const uses: FakeRuntime['uses'] = new Map();
  let ids = 0;
  let nowMs = Date.parse('2026-01-01T00:00:00Z');

  const all = () => [...pods.values()];
  const find = (id: string) =>
    all()
      .flatMap(({ containers }) => containers)
      .find((container) => container.id === id);
  const podOf = (container: RuntimeContainer) => all().find(({ containers }) => containers.includes(container))!;

  async function did(call: string, signal?: AbortSignal): Promise<void> {
    calls.push(call);
    const held = holds.find((one) => call.startsWith(one.call));
    const aborted = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
    if (held) await Promise.race([held.released, aborted]);
    if (signal?.aborted) throw new RuntimeError('rpc error: code = Canceled desc = context canceled');
    const index = failures.findIndex((one) => call.startsWith(one.call));
    if (index >= 0) throw new RuntimeError(failures.splice(index, 1)[0]!.message);
  }

  function end(container: RuntimeContainer, exitCode: number): void {
    if (container.state !== 'running') return;
    Object.assign(container, {
      state: 'exited',
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      finishedAtMs: (nowMs += 1000),
    });
    for (const watcher of watchers) watcher(podOf(container).uid);
  }

  return {
    name: 'fake',
    calls,
    images,
    specs,
    uses,
    exit: (name, exitCode) =>
      end(
        all()
          .flatMap(({ containers }) => containers)
          .find((one) => one.name === name && one.state === 'running')!,
        exitCode,
      ),
    container: (name) =>
      all()
        .flatMap(({ containers }) => containers)
        .find((one) => one.name === name),
    failNext: (call, message) => void failures.push({ call, message }),
    hold(call) {
      let release = () => undefined as void;
      const entry = { call, released: new Promise<void>((resolve) => (release = resolve)) };
      holds.push(entry);
      return {
        release() {
          holds.splice(holds.indexOf(entry), 1);
          release();
        },
      };
    },

    version: async () => ({ name: 'fake', version: '1.0' }),
    status: async () => ({
      runtime: { ok: true, reason: '', message: '' },
      network: { ok: true, reason: '', message: '' },
      features: { handlers: [], supplementalGroupsPolicy: false },
    }),
    listPods: async () => structuredClone(all()),
    pod: async ({ uid, name, namespace }) =>
      structuredClone(pods.get(uid) ?? { uid, name, namespace, sandboxes: [], containers: [] }),

    async runSandbox({ pod, attempt }: SandboxSpec) {
      const { uid = '', name = '', namespace = '' } = pod.metadata ?? {};
      await did(`run ${name}`);
      const entry = pods.get(uid) ?? { uid, name, namespace, sandboxes: [], containers: [] };
      pods.set(uid, entry);
      const id = `s${++ids}`;
      entry.sandboxes.unshift({
        id,
        attempt,
        ready: true,
        createdAtMs: (nowMs += 1),
        ips: pod.spec?.hostNetwork ? [] : [`10.0.0.${ids}`],
        hostNetwork: pod.spec?.hostNetwork === true,
      });
      return id;
    },
    async stopSandbox(id) {
      await did(`stopsandbox ${id}`);
      for (const pod of all()) {
        for (const container of pod.containers) if (container.sandboxId === id) end(container, 137);
        for (const sandbox of pod.sandboxes) if (sandbox.id === id) sandbox.ready = false;
      }
    },
    async removeSandbox(id) {
      await did(`removesandbox ${id}`);
      for (const pod of all()) {
        pod.sandboxes = pod.sandboxes.filter((sandbox) => sandbox.id !== id);
        pod.containers = pod.containers.filter(({ sandboxId }) => sandboxId !== id);
        if (pod.sandboxes.length === 0) pods.delete(pod.uid);
      }
    },
    async createContainer(spec) {
      const name = spec.container.name ?? '';
      await did(`create ${name}`);
      specs.push(spec);
      const id = `c${++ids}`;
      pods.get(spec.pod.metadata?.uid ?? '')!.containers.unshift({
        id,
        sandboxId: spec.sandboxId,
        name,
        state: 'created',
        restartCount: spec.restartCount,
        hash: containerHash(spec.container),
        image: spec.container.image ?? '',
        imageRef: spec.imageId,
        createdAtMs: (nowMs += 1),
        exitCode: 0,
        reason: '',
        message: '',
        logPath: `/logs/${id}`,
      });
      return id;
    },
    async startContainer(id) {
      const container = find(id)!;
      await did(`start ${container.name}`);
      Object.assign(container, { state: 'running', startedAtMs: (nowMs += 1) });
    },
    async stopContainer(id, graceSeconds) {
      const container = find(id)!;
      await did(`stop ${container.name} ${graceSeconds}`);
      end(container, 143);
    },
    async resizeContainer(id, { container }) {
      const { requests = {}, limits = {} } = container.resources ?? {};
      await did(`resize ${find(id)!.name} ${JSON.stringify({ requests, limits })}`);
    },
    async removeContainer(id) {
      await did(`remove ${id}`);
      for (const pod of all()) pod.containers = pod.containers.filter((container) => container.id !== id);
    },
    reopenLog: (id) => did(`reopen ${id}`),
    async execSync(id, command) {
      await did(`exec ${find(id)!.name} ${command.join(' ')}`);
      return { exitCode: 0, output: '' };
    },
    execUrl: async (id) => `http://127.0.0.1/exec/${id}`,
    attachUrl: async (id) => `http://127.0.0.1/attach/${id}`,
    portForwardUrl: async (id) => `http://127.0.0.1/portforward/${id}`,
    image: async (reference) => images.get(reference),
    listImages: async () => [...images.values()],
    imageView: async (image) => [{ type: 'bind', source: `/images/${image}`, options: ['ro'] }],
    releaseImageView: async () => undefined,
    usage: async () =>
      all()
        .flatMap(({ containers }) => containers)
        .filter(({ name, state }) => state === 'running' && uses.has(name))
        .map(({ id, name }) => ({ id, ...uses.get(name) })),
    sandboxProcess: async () => undefined,
    imageDisk: async () => undefined,
    async removeImage(id) {
      await did(`removeimage ${id}`);
      for (const [name, image] of images) if (image.id === id) images.delete(name);
    },
    async pullImage(reference, credentials, signal) {
      await did(`pull ${reference}${credentials ? ` as ${credentials.username}` : ''}`, signal);
      images.set(reference, { id: `sha256:${reference}`, names: [reference], sizeBytes: 7 });
      return reference;
    },
    watch(signal, onChange) {
      watchers.add(onChange);
      signal.addEventListener('abort', () => watchers.delete(onChange), { once: true });
    },
    close: () => undefined,
  };
}
