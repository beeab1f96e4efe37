import type { OptionSpecs } from '@kubets/component/main';
import { mustBe } from '../configuration/must-be';

/** What is audited, and where it is told. */
export const auditOptions = {
  auditPolicyFile: {
    flag: 'audit-policy-file',
    type: 'string',
    doc: 'File that says what is audited.',
  },
  auditLogPath: {
    flag: 'audit-log-path',
    type: 'string',
    doc: 'File for audit events; - for the standard output.',
  },
  auditLogMaxage: {
    flag: 'audit-log-maxage',
    type: 'int',
    default: 0,
    doc: 'How many days old audit logs are kept; 0 for all.',
  },
  auditLogMaxbackup: {
    flag: 'audit-log-maxbackup',
    type: 'int',
    default: 0,
    doc: 'How many old audit logs are kept; 0 for all.',
  },
  auditLogMaxsize: {
    flag: 'audit-log-maxsize',
    type: 'int',
    default: 0,
    doc: 'How many megabytes an audit log holds before it is put aside; 0 for 100.',
  },
  auditLogCompress: {
    flag: 'audit-log-compress',
    type: 'bool',
    default: false,
    doc: 'Whether old audit logs are compressed.',
  },
  auditLogMode: {
    flag: 'audit-log-mode',
    type: 'string',
    default: 'blocking',
    doc: 'blocking: an event is written before its request goes on; batch: some together.',
    validate: mustBe('blocking or batch', (value: string) =>
      ['blocking', 'batch'].includes(value) ? value : undefined,
    ),
  },
  auditLogBatchBufferSize: {
    flag: 'audit-log-batch-buffer-size',
    type: 'int',
    default: 10_000,
    doc: 'How many events wait to be written; more are lost.',
  },
  auditLogBatchMaxSize: {
    flag: 'audit-log-batch-max-size',
    type: 'int',
    default: 1,
    doc: 'How many events are written together.',
  },
  auditLogBatchMaxWaitMs: {
    flag: 'audit-log-batch-max-wait',
    type: 'duration',
    default: '30s',
    doc: 'How long events wait for others to be written with.',
  },
  auditWebhookConfigFile: {
    flag: 'audit-webhook-config-file',
    type: 'string',
    doc: 'Kubeconfig file of the server that audit events are sent to.',
  },
  auditWebhookInitialBackoffMs: {
    flag: 'audit-webhook-initial-backoff',
    type: 'duration',
    default: '10s',
    doc: 'How long to wait before events are sent again.',
  },
  auditWebhookBatchBufferSize: {
    flag: 'audit-webhook-batch-buffer-size',
    type: 'int',
    default: 10_000,
    doc: 'How many events wait to be sent; more are lost.',
  },
  auditWebhookBatchMaxSize: {
    flag: 'audit-webhook-batch-max-size',
    type: 'int',
    default: 400,
    doc: 'How many events are sent together.',
  },
  auditWebhookBatchMaxWaitMs: {
    flag: 'audit-webhook-batch-max-wait',
    type: 'duration',
    default: '30s',
    doc: 'How long events wait for others to be sent with.',
  },
  auditWebhookBatchThrottleEnable: {
    flag: 'audit-webhook-batch-throttle-enable',
    type: 'bool',
    default: true,
    doc: 'Whether there is a limit to how often events are sent.',
  },
  auditWebhookBatchThrottleQps: {
    flag: 'audit-webhook-batch-throttle-qps',
    type: 'int',
    default: 10,
    doc: 'How often events are sent in a second.',
  },
  auditWebhookBatchThrottleBurst: {
    flag: 'audit-webhook-batch-throttle-burst',
    type: 'int',
    default: 15,
    doc: 'How often events are sent at once.',
  },
} as const satisfies OptionSpecs;
