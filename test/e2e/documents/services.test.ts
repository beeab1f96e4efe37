import { E2E } from '../cluster/e2e-cluster';
import { selectedKubectls } from '../cluster/kubectl';
import { describeServices } from './services';

jest.setTimeout(180_000);

describe.each(selectedKubectls(3))('kubectl %s', (_version, kubectl) => describeServices(E2E, kubectl));
