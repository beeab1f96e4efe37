import { spawn } from 'node:child_process';

export interface Traffic {
  /** So far. */
  readonly answered: number;
  /** What curl said of each request that was not answered, and when. */
  readonly failures: readonly string[];
  /** Ends it: the requests that were answered and that were not, and the longest time without an answer. */
  stop(): Promise<{ answered: number; failed: number; longestGapMs: number }>;
}

/** Requests a URL over and over, each time on a new connection; `prefix` are the words before a command that say where from. */
export function startTraffic(prefix: readonly string[], url: string, { patienceSeconds = 1 } = {}): Traffic {
  const curl = `curl --silent --max-time ${patienceSeconds} --output /dev/null --write-out '%{http_code} %{errormsg}\\n' ${url}`;
  const [program = 'sh', ...args] = [...prefix, 'sh', '-c', `while :; do ${curl}; sleep 0.02; done`];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const failures: string[] = [];
  let answered = 0;
  let last = Date.now();
  let longestGapMs = 0;
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      if (!line.startsWith('200 ')) {
        failures.push(`${new Date().toISOString()} ${line}`);
        continue;
      }
      answered++;
      longestGapMs = Math.max(longestGapMs, Date.now() - last);
      last = Date.now();
    }
  });
  return {
    get answered() {
      return answered;
    },
    failures,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('close', resolve));
      process.kill(-child.pid!, 'SIGKILL');
      await ended;
      return { answered, failed: failures.length, longestGapMs: Math.max(longestGapMs, Date.now() - last) };
    },
  };
}
