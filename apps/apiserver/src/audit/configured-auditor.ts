import { followFiles, type Clock, type Logger, type Metrics } from '@kubets/component';
import type { ApiserverConfig } from '../config';
import { readConfiguration } from '../configuration/read-file';
import type { AuditBackend } from './audit-event';
import { auditPolicyKind } from './audit-policy';
import { createAuditor, type Auditor } from './auditor';
import { createLogBackend, createWebhookBackend, type BatchSettings } from './backends';

/** What the flags want audited, as the policy's file has it until the signal aborts; undefined when they want nothing. @throws Error for a file that is not right. */
export async function configuredAuditor(
  config: ApiserverConfig,
  { logger, metrics, clock, signal }: { logger: Logger; metrics: Metrics; clock?: Clock; signal: AbortSignal },
): Promise<Auditor | undefined> {
  const { auditPolicyFile, auditLogPath, auditWebhookConfigFile } = config;
  if (!auditPolicyFile || (!auditLogPath && !auditWebhookConfigFile)) return undefined;
  const told = { logger, metrics, clock, signal, now: () => new Date() };
  const backends: AuditBackend[] = [];
  if (auditLogPath)
    backends.push(
      createLogBackend(
        {
          path: auditLogPath,
          maxAgeDays: config.auditLogMaxage,
          maxBackups: config.auditLogMaxbackup,
          maxSizeMb: config.auditLogMaxsize,
          isCompressed: config.auditLogCompress,
          isShared: config.workers > 1,
          batch: config.auditLogMode === 'batch' ? logBatch(config) : undefined,
        },
        told,
      ),
    );
  if (auditWebhookConfigFile)
    backends.push(
      await createWebhookBackend(
        {
          configFile: auditWebhookConfigFile,
          initialBackoffMs: config.auditWebhookInitialBackoffMs,
          batch: webhookBatch(config),
        },
        told,
      ),
    );
  const events = metrics.counter({ name: 'apiserver_audit_event_total', help: 'Audit events.' });
  const read = () => readConfiguration(auditPolicyFile, auditPolicyKind);
  let policy = read();
  followFiles([auditPolicyFile], () => void (policy = read()), { what: 'Audit policy', signal, logger, clock });
  return createAuditor({
    policy: (user, info) => policy(user, info),
    backends,
    now: told.now,
    onEvent: () => events.inc(),
  });
}

const logBatch = (config: ApiserverConfig): BatchSettings => ({
  bufferSize: config.auditLogBatchBufferSize,
  maxSize: config.auditLogBatchMaxSize,
  maxWaitMs: config.auditLogBatchMaxWaitMs,
});

const webhookBatch = (config: ApiserverConfig): BatchSettings => ({
  bufferSize: config.auditWebhookBatchBufferSize,
  maxSize: config.auditWebhookBatchMaxSize,
  maxWaitMs: config.auditWebhookBatchMaxWaitMs,
  ...(config.auditWebhookBatchThrottleEnable
    ? { throttle: { qps: config.auditWebhookBatchThrottleQps, burst: config.auditWebhookBatchThrottleBurst } }
    : {}),
});
