import { pino, stdSerializers, type DestinationStream, type Logger as PinoLogger } from 'pino';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** pino's logger. Write `logger.info({ key, err }, 'Constant message')`: values go into the object. */
export type Logger = PinoLogger;

const SECRET_NAMES = [
  'token',
  'password',
  'authorization',
  'privateKey',
  'clientKey',
  '["client-key-data"]',
  '["tls.key"]',
];
const redactedPaths = SECRET_NAMES.flatMap((name) => [
  name,
  `*${name.startsWith('[') ? '' : '.'}${name}`,
  `*.*${name.startsWith('[') ? '' : '.'}${name}`,
]);

// Tokens also travel inside messages and errors, where no property name gives them away.
const JWT = /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]+/g;
const BEARER = /\b(Bearer) [\w.~+/=-]{8,}/g;

/** Replaces tokens in a finished log line. */
function redactTokens(line: string): string {
  if (!line.includes('eyJ') && !line.includes('Bearer ')) return line;
  return line.replace(JWT, '[REDACTED]').replace(BEARER, '$1 [REDACTED]');
}

/** A JSON logger on stdout; tokens, passwords and keys are redacted wherever they appear by name or shape. */
export function createLogger(options: {
  service: string;
  level?: LogLevel | string;
  destination?: DestinationStream;
}): Logger {
  const children = new Set<WeakRef<Logger>>();
  const logger: Logger = pino(
    {
      level: options.level ?? 'info',
      base: { service: options.service, pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: stdSerializers.err, error: stdSerializers.err },
      redact: { paths: redactedPaths, censor: '[REDACTED]' },
      hooks: { streamWrite: redactTokens },
      onChild: (child) => remember(children, child),
    },
    options.destination ?? logDestination(1),
  );
  childrenOf.set(logger, children);
  return logger;
}

/** What waits for room on a full disk; lines beyond it are lost. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** Where lines of a log go. What cannot be written, as on a full disk, is tried again with the next line, and nobody ends for it. */
export function logDestination(fd: number): DestinationStream {
  const destination = pino.destination({ dest: fd, sync: true, maxLength: MAX_WAITING_BYTES });
  destination.on('error', () => undefined); // There is no other place to tell it.
  return destination;
}

/** What has been made by `logger.child`, as long as somebody has it: a child keeps the level that it was made with. */
const childrenOf = new WeakMap<Logger, Set<WeakRef<Logger>>>();
const FEW = 64;

function remember(children: Set<WeakRef<Logger>>, child: Logger): void {
  // Those that nobody has any more are looked for each time that there are twice as many.
  if (children.size >= FEW && Number.isInteger(Math.log2(children.size)))
    for (const one of children) if (!one.deref()) children.delete(one);
  children.add(new WeakRef(child));
}

/** Has a logger and its children write what is of the level, or more serious. */
export function setLogLevel(logger: Logger, level: LogLevel): void {
  logger.level = level;
  for (const child of childrenOf.get(logger) ?? []) {
    const one = child.deref();
    if (one) one.level = level;
  }
}
