import { E2E } from '../cluster/e2e-cluster';
import { selectedKubectls } from '../cluster/kubectl';
import { describeConnectingApplications2015 } from './connecting-applications-2015';

jest.setTimeout(180_000);

describe.each(selectedKubectls(0))('kubectl %s', (_version, kubectl) =>
  describeConnectingApplications2015(E2E, kubectl),
);
