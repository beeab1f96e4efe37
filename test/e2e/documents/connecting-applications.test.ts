import { E2E } from '../cluster/e2e-cluster';
import { selectedKubectls } from '../cluster/kubectl';
import { describeConnectingApplications } from './connecting-applications';

jest.setTimeout(180_000);

describe.each(selectedKubectls(2))('kubectl %s', (_version, kubectl) => describeConnectingApplications(E2E, kubectl));
