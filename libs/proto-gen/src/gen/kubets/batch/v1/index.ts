export * from './cron_job';
export * from './job';
