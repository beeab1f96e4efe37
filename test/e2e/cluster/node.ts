import { command, tryCommand } from './command';
import { E2E } from './e2e-cluster';

/** Runs a command on a node, in its network, as after an ssh to it. */
export const onNode = (node: string, ...args: string[]) => command('ip', ['netns', 'exec', E2E.netnsOf(node), ...args]);

const CURL = ['--silent', '--show-error', '--max-time', '5'];

export const curlFromNode = (node: string, ...args: string[]) => onNode(node, 'curl', ...CURL, ...args);
export const curlFromHost = (...args: string[]) => command('curl', [...CURL, ...args]);
export const tryCurlFromHost = (...args: string[]) => tryCommand('curl', [...CURL, ...args]);
export const tryCurlFromNode = (node: string, ...args: string[]) => tryCommand('ip', ['netns', 'exec', E2E.netnsOf(node), 'curl', ...CURL, ...args]);
