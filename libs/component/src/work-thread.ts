import { Worker } from 'node:worker_threads';

/** Why a thread did not do its work. */
export class ThreadRefusal extends Error {
  constructor(readonly why: 'too many wait' | 'too long') {
    super(why);
  }
}

export interface WorkThread<Input, Output> {
  /** @throws ThreadRefusal; Error when the thread ended meanwhile, for want of memory for instance. */
  run(input: Input): Promise<Output>;
  close(): Promise<void>;
}

export interface WorkThreadOptions {
  /** A bundle that answers each message with one. */
  file: string;
  /** For one piece of work, after which the thread is ended. */
  timeoutMs: number;
  maxMemoryMb: number;
  maxWaiting: number;
}

interface Job<Input, Output> {
  input: Input;
  resolve(output: Output): void;
  reject(error: Error): void;
}

/** A thread that does one piece of work after the other, from when it is first wanted. It keeps no process alive. */
export function createWorkThread<Input, Output>(o: WorkThreadOptions): WorkThread<Input, Output> {
  const waiting: Job<Input, Output>[] = [];
  let running: { job: Job<Input, Output>; timer: NodeJS.Timeout } | undefined;
  let thread: Worker | undefined;

  function finish(settle: (job: Job<Input, Output>) => void): void {
    if (!running) return;
    const { job, timer } = running;
    clearTimeout(timer);
    running = undefined;
    settle(job);
    runNext();
  }

  function startThread(): Worker {
    const started = new Worker(o.file, { resourceLimits: { maxOldGenerationSizeMb: o.maxMemoryMb } });
    started.unref();
    // An error ends the thread; the next job gets a new one.
    const lost = (error: Error) => {
      if (thread === started) thread = undefined;
      finish(({ reject }) => reject(error));
    };
    started.on('message', (output: Output) => finish(({ resolve }) => resolve(output)));
    started.on('error', lost);
    return started;
  }

  function runNext(): void {
    const job = waiting.shift();
    if (!job) return;
    thread ??= startThread();
    const timer = setTimeout(() => {
      void thread?.terminate();
      thread = undefined;
      finish(({ reject }) => reject(new ThreadRefusal('too long')));
    }, o.timeoutMs);
    running = { job, timer };
    thread.postMessage(job.input);
  }

  return {
    run(input) {
      if (waiting.length >= o.maxWaiting) return Promise.reject(new ThreadRefusal('too many wait'));
      return new Promise((resolve, reject) => {
        waiting.push({ input, resolve, reject });
        if (!running) runNext();
      });
    },
    async close() {
      await thread?.terminate();
      thread = undefined;
    },
  };
}
