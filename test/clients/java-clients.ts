import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CANNOT, stepsBut, STREAM_STEPS, type Step, type StreamStep } from './expected';
import { installed, runInstaller } from './install';
import type { StockClient } from './stock-client';

const SOURCES = join(__dirname, 'java');

interface Library {
  name: string;
  group: string;
  artifact: string;
  /** Of the programs that use it. */
  folder: string;
  steps: readonly Step[];
  streams: readonly StreamStep[];
}

const FABRIC8: Library = {
  name: 'fabric8 kubernetes-client',
  group: 'io.fabric8',
  artifact: 'kubernetes-client',
  folder: 'fabric8',
  steps: stepsBut('watch ends', 'delete with another uid', 'lease', 'event'),
  streams: STREAM_STEPS,
};

const OFFICIAL: Library = {
  name: 'io.kubernetes client-java',
  group: 'io.kubernetes',
  artifact: 'client-java',
  folder: 'official',
  steps: stepsBut(
    'scale',
    'watch ends',
    'delete collection',
    'delete with another uid',
    'lease',
    'leader election',
    'dynamic',
    'access review',
    'event',
  ),
  streams: STREAM_STEPS.filter((step) => step !== 'logs'),
};

/** Versions before 7 read a key of an elliptic curve, as a cluster's own are, with this alone. */
const bouncyCastle = (jdk: '15on' | '18on', version: string) => `
    <dependency>
      <groupId>org.bouncycastle</groupId>
      <artifactId>bcpkix-jdk${jdk}</artifactId>
      <version>${version}</version>
    </dependency>`;

/** With what it depends on by Maven, and its programs compiled; a JDK and Maven are the machine's. */
const javaClient = (
  library: Library,
  version: string,
  { peculiar = {}, besides = '' }: { peculiar?: StockClient['peculiar']; besides?: string } = {},
): StockClient => ({
  language: 'java',
  name: library.name,
  version,
  inShortForm: false,
  steps: library.steps,
  streams: { over: 'WebSocket', steps: library.streams },
  peculiar,
  prepare() {
    const folder = installed(`java/${library.artifact}-${version}`, (into) => {
      writeFileSync(join(into, 'pom.xml'), pomOf(library, version, besides));
      const toLib = ['dependency:copy-dependencies', '-DoutputDirectory=lib', '-DincludeScope=runtime'];
      runInstaller('mvn', ['--quiet', '--batch-mode', ...toLib], { cwd: into });
      const sources = ['Steps', `${library.folder}/Library`, `${library.folder}/Program`, `${library.folder}/Streams`];
      const files = sources.map((source) => join(SOURCES, `${source}.java`));
      runInstaller('javac', ['-proc:none', '-nowarn', '-d', 'classes', '-cp', 'lib/*', ...files], { cwd: into });
    });
    const run = (program: string) => ({
      command: 'java',
      // It is short, and the best code for it is not worth the time of making that.
      args: ['-XX:TieredStopAtLevel=1', '-cp', `${folder}/classes:${folder}/lib/*`, program],
    });
    return { api: run('Program'), streams: run('Streams') };
  },
});

const pomOf = (
  { group, artifact }: Library,
  version: string,
  besides: string,
) => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>kubets.test</groupId>
  <artifactId>clients</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>${group}</groupId>
      <artifactId>${artifact}</artifactId>
      <version>${version}</version>
    </dependency>${besides}
  </dependencies>
</project>
`;

/** What fabric8 reads what is not there as. */
const NOTHING = 'nothing';
const OF_FABRIC8 = { 'get absent': NOTHING, 'dry run': NOTHING, delete: NOTHING };

/** Before 7 it knows no `emulationMajor`, which Kubernetes tells since 1.33, and reads no version then. */
const BEFORE_7 = {
  ...OF_FABRIC8,
  version: { failed: 'io.fabric8.kubernetes.client.KubernetesClientException: An error has occurred.' },
};

export const javaClients = [
  javaClient(FABRIC8, '5.12.4', {
    peculiar: { ...BEFORE_7, apply: CANNOT, attach: CANNOT },
    besides: bouncyCastle('15on', '1.70'),
  }),
  javaClient(FABRIC8, '6.14.0', { peculiar: BEFORE_7, besides: bouncyCastle('18on', '1.84') }),
  javaClient(FABRIC8, '7.9.0', { peculiar: OF_FABRIC8 }),
  javaClient(FABRIC8, '8.0.0', { peculiar: OF_FABRIC8 }),
  javaClient(OFFICIAL, '11.0.4'),
  javaClient(OFFICIAL, '27.0.0'),
];
