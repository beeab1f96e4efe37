// One run of jest: its results as it wrote them, and an end also where the tests have left something open.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Between the results and the end of a run. */
const EXIT_MS = 60_000;
/** Projects that run beside a cluster in containers: whether that is served in time is a test, how long these take is none. */
const LOW_PRIORITY = { unit: 5, integration: 5 };

/** Runs a project's tests by the Node.js at `node`, or those in the files alone. Anything but a clean exit counts as a failure, also when every test passed. */
export async function runJest(node, project, args, files = []) {
  const report = `dist/test-${project}.json`;
  rmSync(report, { force: true });
  const only = files.length > 0 ? ['--runTestsByPath', ...files] : [];
  const words = [
    'node_modules/jest/bin/jest.js',
    `--selectProjects=${project}`,
    '--json',
    '--outputFile',
    report,
    '--passWithNoTests',
    ...args,
    ...only,
  ];
  const child = spawn(node, words, { stdio: ['inherit', 'ignore', 'inherit'] });
  if (child.pid) setPriority(child.pid, LOW_PRIORITY[project] ?? 0);
  const code = await exitOrEnd(child, report);
  if (!existsSync(report)) return { passed: 0, failed: 1, failedFiles: [], failedTests: [] };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const failedFiles = testResults.filter(({ status }) => status === 'failed');
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return {
    passed: numPassedTests,
    failed: failed > 0 || code === 0 ? failed : 1,
    failedFiles: failedFiles.map(({ name }) => name),
    failedTests: failedFiles.flatMap(({ name, message, assertionResults }) => {
      const tests = assertionResults.filter(({ status }) => status === 'failed');
      if (tests.length === 0) return [{ name, why: excerptOf(message) }];
      return tests.map(({ fullName, failureMessages }) => ({
        name: fullName,
        why: excerptOf(failureMessages.join('\n')),
      }));
    }),
  };
}

const EXCERPT_LINES = 24;
const EXCERPT_COLUMNS = 400;

/** The first lines of what jest says of a failure, without colours and stack. */
function excerptOf(message) {
  return message
    .replace(/\u001b\[[\d;]*m/g, '')
    .split('\n')
    .filter((line) => !/^\s+at /.test(line))
    .slice(0, EXCERPT_LINES)
    .map((line) => `    ${line.slice(0, EXCERPT_COLUMNS)}`)
    .join('\n');
}

/** Exit code of a jest run. One that has written its results and still does not end has left something open: it is ended, and has failed. */
async function exitOrEnd(child, report) {
  const exited = once(child, 'exit').then(([code]) => code);
  let written;
  const watch = setInterval(() => {
    if (written === undefined && existsSync(report)) written = Date.now();
    if (written === undefined || Date.now() - written < EXIT_MS) return;
    clearInterval(watch);
    console.error(
      `!!! jest has not ended ${EXIT_MS / 1000} s after its results; what it holds open: ${openFiles(child.pid).join(', ')}`,
    );
    console.error('!!! npx jest --detectOpenHandles with the same files tells where it was opened');
    child.kill('SIGKILL');
  }, 1000);
  const code = await exited;
  clearInterval(watch);
  return code ?? 1;
}

/** What a process has open apart from files: sockets, pipes, inotify, and the processes it has started. */
function openFiles(pid) {
  const list = (directory, describe) => {
    try {
      return readdirSync(directory).flatMap(describe);
    } catch {
      return []; // ended meanwhile
    }
  };
  const links = list(`/proc/${pid}/fd`, (fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`).replace(/:\[\d+\]$/, '');
    } catch {
      return [];
    }
  });
  const children = list(`/proc/${pid}/task/${pid}`, (name) =>
    name === 'children'
      ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
      : [],
  );
  const counts = links
    .filter((link) => !link.startsWith('/'))
    .reduce((all, link) => all.set(link, (all.get(link) ?? 0) + 1), new Map());
  return [...[...counts].map(([link, number]) => `${number} ${link}`), ...children.map((child) => `process ${child}`)];
}
