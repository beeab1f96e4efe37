import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger, Metrics } from '@kubets/component';
import { createConfiguredWebhook, type ConfiguredWebhook, type Following } from '../webhook/configured-webhook';
import type { AuditBackend } from './audit-event';
import { createBatches, type BatchOptions } from './batches';
import { createLogFile } from './log-file';

export type BatchSettings = Pick<BatchOptions, 'bufferSize' | 'maxSize' | 'maxWaitMs' | 'throttle'>;

interface Told {
  logger: Logger;
  metrics: Metrics;
  now(): Date;
}

export interface LogSettings {
  /** `-` for the standard output. */
  path: string;
  maxAgeDays: number;
  maxBackups: number;
  maxSizeMb: number;
  isCompressed: boolean;
  /** Other processes of the same server write to it, too. */
  isShared: boolean;
  /** Undefined: an event is written before its request goes on. */
  batch: BatchSettings | undefined;
}

export interface WebhookSettings {
  configFile: string;
  initialBackoffMs: number;
  batch: BatchSettings;
}

function lost({ logger, metrics }: Told, plugin: string) {
  const counter = metrics.counter({
    name: 'apiserver_audit_error_total',
    help: 'Audit events that were lost, by backend.',
    labels: ['plugin'] as const,
  });
  let toldAt = 0;
  return (count: number, error?: Error) => {
    counter.inc({ plugin }, count);
    // Once a second: a full buffer loses one event after the other.
    if (Date.now() - toldAt < 1_000) return;
    toldAt = Date.now();
    logger.error({ plugin, count, ...(error ? { error: error.message } : {}) }, 'Audit events are lost');
  };
}

/** `--audit-log-path`: one line for each event. */
export function createLogBackend(settings: LogSettings, told: Told): AuditBackend {
  const onLost = lost(told, 'log');
  const file =
    settings.path === '-'
      ? { write: (lines: string) => void process.stdout.write(lines), close: () => undefined }
      : createLogFile({
          ...settings,
          maxBytes: settings.maxSizeMb * 1024 * 1024,
          now: told.now,
          onError: (error) => told.logger.error({ error: error.message }, 'Old audit logs could not be put in order'),
        });
  const write = (events: readonly string[]) => {
    try {
      file.write(events.map((event) => `${event}\n`).join(''));
    } catch (error) {
      onLost(events.length, error as Error);
    }
  };
  if (!settings.batch)
    return {
      write: (event) => write([event]),
      async close() {
        file.close();
      },
    };
  const batches = createBatches({ ...settings.batch, send: async (events) => write(events), onDropped: onLost });
  return {
    write: (event) => batches.add(event),
    async close() {
      await batches.close();
      file.close();
    },
  };
}

const TIMEOUT_MS = 30_000;
/** A batch is sent so often before it is lost. */
const ATTEMPTS = 5;

/** `--audit-webhook-config-file`: batches as EventLists. */
export async function createWebhookBackend(
  settings: WebhookSettings,
  told: Told & Pick<Following, 'clock' | 'signal'>,
): Promise<AuditBackend> {
  const webhook = await createConfiguredWebhook(settings.configFile, told);
  const onLost = lost(told, 'webhook');
  const batches = createBatches({
    ...settings.batch,
    send: (events) => sendList(webhook, events, settings.initialBackoffMs),
    onDropped: (count) => onLost(count),
  });
  return { write: (event) => batches.add(event), close: () => batches.close() };
}

async function sendList(webhook: ConfiguredWebhook, events: readonly string[], backoffMs: number): Promise<void> {
  const body = `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${events.join(',')}]}`;
  for (let attempt = 1, waitMs = backoffMs; ; attempt++, waitMs *= 2) {
    try {
      await webhook.post(body, AbortSignal.timeout(TIMEOUT_MS), () => undefined);
      return;
    } catch (error) {
      if (attempt >= ATTEMPTS) throw error;
      await sleep(waitMs, undefined, { ref: false });
    }
  }
}
