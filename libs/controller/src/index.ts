export { createController } from './controller';
export type { Controller, ControllerOptions, Enqueue } from './controller';
export { createExpectations } from './expectations';
export type { Expectations } from './expectations';
