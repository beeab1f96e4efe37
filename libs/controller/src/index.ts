export { createController } from './controller';
export type { Controller, ControllerOptions, Enqueue } from './controller';
export { createWorkQueue } from './work-queue';
export type { WorkQueue, WorkQueueOptions } from './work-queue';
export { createExpectations } from './expectations';
export type { Expectations } from './expectations';
