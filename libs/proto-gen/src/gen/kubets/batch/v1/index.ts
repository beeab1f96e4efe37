export * from './cron_job';
export * from './cron_jobs_rpc';
export * from './job';
export * from './jobs_rpc';
