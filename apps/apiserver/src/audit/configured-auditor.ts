import type { Logger, Metrics } from '@kubets/component';
import type { ApiserverConfig } from '../config';
import { readConfiguration } from '../configuration/read-file';
import type { AuditBackend } from './audit-event';
import { auditPolicyKind } from './audit-policy';
import { createAuditor, type Auditor } from './auditor';
import { createLogBackend, createWebhookBackend, type BatchSettings } from './backends';

/** What the flags want audited; undefined when they want nothing. @throws Error for a file that is not right. */
export async function configuredAuditor(
  config: ApiserverConfig,
  { logger, metrics }: { logger: Logger; metrics: Metrics },
): Promise<Auditor | undefined> {
  const { auditPolicyFile, auditLogPath, auditWebhookConfigFile } = config;
  if (!auditPolicyFile || (!auditLogPath && !auditWebhookConfigFile)) return undefined;
  const told = { logger, metrics, now: () => new Date() };
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
  const policy = readConfiguration(auditPolicyFile, auditPolicyKind);
  return createAuditor({ policy, backends, now: told.now, onEvent: () => events.inc() });
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
