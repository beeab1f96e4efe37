/** Why a YAML text is not taken, in the words of Kubernetes' reader. */
export class YamlProblem extends Error {}
