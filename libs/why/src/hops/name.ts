import { askedPort, type Facts } from '../facts';
import { type Finding, objectText } from '../finding';
import { isOneEditAway } from '../names';

/** Whether what was asked about exists. */
export function checkName(facts: Facts): Finding | undefined {
  const { question, service, elsewhere, names, namespaces } = facts;
  const object = `Service ${question.namespace}/${question.name}`;
  if (service) return checkPort(facts);
  if (!namespaces.some(({ metadata }) => metadata?.name === question.namespace))
    return {
      hop: 'name',
      problem: `there is no namespace ${question.namespace}`,
      object: `Namespace ${question.namespace}`,
      fix: elsewhere.length > 0 ? useNamespace(question.name, elsewhere) : 'name a namespace that exists (-n)',
    };
  if (elsewhere.length > 0)
    return {
      hop: 'name',
      problem: `the Service is in another namespace: ${elsewhere.join(', ')}`,
      object,
      field: 'metadata.namespace',
      fix: useNamespace(question.name, elsewhere),
    };
  const close = names.filter((name) => isOneEditAway(name, question.name));
  return {
    hop: 'name',
    problem: `there is no Service ${question.name} in namespace ${question.namespace}`,
    object,
    field: 'metadata.name',
    fix: close.length > 0 ? `did you mean ${close.join(' or ')}?` : 'create the Service',
  };
}

const useNamespace = (name: string, [namespace = '']: readonly string[]): string =>
  `use the name ${name}.${namespace}, or -n ${namespace}`;

function checkPort(facts: Facts): Finding | undefined {
  const { question, service } = facts;
  const ports = service?.spec?.ports ?? [];
  if (askedPort(facts) || question.port === undefined) return undefined;
  return {
    hop: 'name',
    problem: `the Service has no port ${question.port}`,
    object: objectText('Service', service),
    field: 'spec.ports',
    fix: `use one of its ports: ${ports.map(({ port, name }) => (name ? `${port} (${name})` : port)).join(', ')}`,
  };
}
