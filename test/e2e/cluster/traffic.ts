import { spawn } from 'node:child_process';

export interface Traffic {
  /** Requests that were answered and that were not, and the longest time without an answer. */
  stop(): Promise<{ answered: number; failed: number; longestGapMs: number }>;
}

/** Requests a URL over and over, each time on a new connection; `prefix` are the words before a command that say where from. */
export function startTraffic(prefix: readonly string[], url: string): Traffic {
  const loop = `while :; do curl --silent --max-time 1 --output /dev/null --write-out '%{http_code}\\n' ${url}; sleep 0.02; done`;
  const [program = 'sh', ...args] = [...prefix, 'sh', '-c', loop];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  let answered = 0;
  let failed = 0;
  let last = Date.now();
  let longestGapMs = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    for (const code of chunk.toString().trim().split('\n')) {
      if (code !== '200') {
        failed++;
        continue;
      }
      answered++;
      longestGapMs = Math.max(longestGapMs, Date.now() - last);
      last = Date.now();
    }
  });
  return {
    stop: async () => {
      const ended = new Promise((resolve) => child.once('close', resolve));
      process.kill(-child.pid!, 'SIGKILL');
      await ended;
      return { answered, failed, longestGapMs: Math.max(longestGapMs, Date.now() - last) };
    },
  };
}
