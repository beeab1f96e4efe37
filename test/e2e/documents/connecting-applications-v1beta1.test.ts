import { E2E } from '../cluster/e2e-cluster';
import { selectedKubectls } from '../cluster/kubectl';
import { describeConnectingApplicationsV1beta1 } from './connecting-applications-v1beta1';

jest.setTimeout(180_000);

describe.each(selectedKubectls(1))('kubectl %s', (_version, kubectl) =>
  describeConnectingApplicationsV1beta1(E2E, kubectl),
);
