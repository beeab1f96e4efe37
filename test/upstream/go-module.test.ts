import { moduleAround } from './go-module';

test('what the repository keeps in directories comes in its published version, all else as Kubernetes pins it', () => {
  const kubernetes = {
    Go: '1.26.0',
    Require: [
      { Path: 'github.com/onsi/ginkgo/v2', Version: 'v2.28.1' },
      { Path: 'k8s.io/api', Version: 'v0.0.0' },
      { Path: 'k8s.io/klog/v2', Version: 'v2.140.0' },
    ],
    Replace: [{ Old: { Path: 'k8s.io/api' }, New: { Path: './staging/src/k8s.io/api' } }],
  };
  expect(moduleAround(kubernetes, '1.37.2')).toBe(`module kubets.test/upstream

go 1.26.0

require (
	k8s.io/kubernetes v1.37.2
	github.com/onsi/ginkgo/v2 v2.28.1
	k8s.io/api v0.37.2
	k8s.io/klog/v2 v2.140.0
)

replace (
	k8s.io/api => k8s.io/api v0.37.2
)
`);
});
