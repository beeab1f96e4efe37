import { spawn } from 'node:child_process';
import type { Kubectl } from './kubectl';

const KEY_DELAY_MS = 300;
const PROMPT = /[#$] $/;

/**
 * Runs kubectl in a pseudo-terminal (util-linux' `script`), types each line when the prompt has come, and returns all
 * that was on the screen.
 */
export function runInTerminal(kubectl: Kubectl, line: string, keys: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      'script',
      ['--quiet', '--return', '--command', `${kubectl.words.join(' ')} ${line}`, '/dev/null'],
      { env: { ...process.env, TERM: 'xterm', ...kubectl.env } },
    );
    const remaining = [...keys];
    let screen = '';
    let seen = 0;
    let nudged = false;
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`no end after 90 s; on the screen:\n${screen}`));
    }, 90_000);
    const type = (text: string) => setTimeout(() => child.stdin.write(`${text}\n`), KEY_DELAY_MS);
    child.stdout.on('data', (chunk) => {
      screen += chunk;
      // A prompt printed before kubectl attached is lost: it says so and waits for a key.
      if (!nudged && /press(ing)? enter|Hit enter/i.test(screen)) {
        nudged = true;
        type('');
      }
      const fresh = screen.slice(seen).replace(/\x1b\[[0-9;?]*[a-zA-Z]/g, '');
      if (PROMPT.test(fresh) && remaining.length > 0) {
        seen = screen.length;
        type(remaining.shift()!);
      }
    });
    child.once('error', reject);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve(screen);
    });
  });
}
