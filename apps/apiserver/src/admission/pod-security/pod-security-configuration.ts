import { dirname, resolve } from 'node:path';
import { ConfigurationError, free, listOf, object, oneOf, required, text } from '../../configuration/fields';
import { configurationOf, readConfiguration, type ConfigurationKind } from '../../configuration/read-file';
import { LEVELS, PRIVILEGED, versionOf, type LevelVersion } from './namespace-policy';
import { NOT_CONFIGURED, type PodSecurityConfiguration } from './pod-security';

const PLUGIN = 'PodSecurity';
const level = oneOf(...LEVELS);
const texts = listOf(text);
const fields = object({
  defaults: object({
    enforce: level,
    'enforce-version': text,
    audit: level,
    'audit-version': text,
    warn: level,
    'warn-version': text,
  }),
  exemptions: object({ usernames: texts, namespaces: texts, runtimeClasses: texts }),
});

const podSecurityKind: ConfigurationKind<PodSecurityConfiguration> = {
  kind: 'PodSecurityConfiguration',
  apiVersions: ['pod-security.admission.config.k8s.io/v1'],
  read(value, path) {
    const { defaults = {}, exemptions = {} } = fields(value, path);
    const read = (mode: 'enforce' | 'audit' | 'warn'): LevelVersion => {
      const given = defaults[`${mode}-version`] ?? 'latest';
      const version = versionOf(given);
      if (!version)
        throw new ConfigurationError(
          `defaults.${mode}-version: must be "latest" or "v1.x", got ${JSON.stringify(given)}`,
        );
      return { level: defaults[mode] ?? PRIVILEGED[mode].level, ...version };
    };
    const { usernames = [], namespaces = [], runtimeClasses = [] } = exemptions;
    return {
      defaults: { enforce: read('enforce'), audit: read('audit'), warn: read('warn') },
      exemptions: { usernames, namespaces, runtimeClasses },
    };
  },
};

const plugins = object({ plugins: listOf(object({ name: text, path: text, configuration: free })) });

/** `--admission-control-config-file`: of its plugins PodSecurity is the one that is configured. @throws Error for one that is not right. */
export function readPodSecurity(file: string | undefined): PodSecurityConfiguration {
  if (file === undefined) return NOT_CONFIGURED;
  return readConfiguration(file, {
    kind: 'AdmissionConfiguration',
    apiVersions: ['apiserver.config.k8s.io/v1'],
    read(value, path) {
      const { plugins: listed = [] } = plugins(value, path);
      const other = listed.find(({ name }) => name !== PLUGIN);
      if (other)
        throw new ConfigurationError(
          `plugins: ${JSON.stringify(other.name ?? '')} has no configuration, only ${PLUGIN} has`,
        );
      const [one] = listed;
      if (!one) return NOT_CONFIGURED;
      if (one.configuration !== undefined) return configurationOf(one.configuration, podSecurityKind);
      const own = resolve(dirname(file), required(one.path, 'plugins[0].path'));
      return readConfiguration(own, podSecurityKind);
    },
  });
}
