import { etcdProgram, kubernetesPrograms } from './programs';

/** The suite, its runner, and the programs inside its test images. */
export interface Suite {
  e2e: string;
  ginkgo: string;
  agnhost: string;
  sampleApiserver: string;
  etcd: string;
}

/** Builds what is not there yet below `dir`; about six minutes on two processors, then nothing. */
export async function buildSuite(dir: string): Promise<Suite> {
  const build = kubernetesPrograms(dir);
  return {
    ginkgo: await build('ginkgo', ['build', 'github.com/onsi/ginkgo/v2/ginkgo']),
    agnhost: await build('agnhost', ['build', 'k8s.io/kubernetes/test/images/agnhost']),
    sampleApiserver: await build('sample-apiserver', ['build', 'k8s.io/sample-apiserver']),
    etcd: await etcdProgram(dir),
    e2e: await build('e2e.test', ['test', '-c', '-vet=off', 'k8s.io/kubernetes/test/e2e']),
  };
}
