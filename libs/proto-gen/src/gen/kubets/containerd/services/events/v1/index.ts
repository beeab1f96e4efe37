export * from '../../../../../containerd/services/events/v1/events';
