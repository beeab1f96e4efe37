/**
 * What others have published of their starts, on machines of their own: how long the command takes, and how long it is until an
 * application runs and names are answered. k3d is k3s in Docker.
 * https://minikube.sigs.k8s.io/docs/benchmarks/timetok8s/v1.36.0/ (2025-05-22), the images there already.
 */
export const PUBLISHED_STARTS = [
  { program: 'k3d 5.8.3 (k3s)', commandSeconds: 12.6, applicationSeconds: 19.9 },
  { program: 'kind 0.29.0', commandSeconds: 14.2, applicationSeconds: 33.0 },
  { program: 'minikube 1.36.0', commandSeconds: 21.1, applicationSeconds: 50.8 },
];

/** Of k3s 1.26.5 with one agent and etcd. https://docs.k3s.io/reference/resource-profiling */
export const PUBLISHED_MEMORY = { program: 'k3s 1.26.5, a server and an agent', megabytes: 1450 };
