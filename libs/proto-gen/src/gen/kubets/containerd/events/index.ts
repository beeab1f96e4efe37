export * from '../../../containerd/events/task';
