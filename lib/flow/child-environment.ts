import type { Environment } from '../ports.ts'

/** Git's own variables, which would make a product's git calls work on the wrong repository. */
const GIT_LOCAL =
  /^GIT_(ALTERNATE_OBJECT_DIRECTORIES|CONFIG|CONFIG_PARAMETERS|CONFIG_COUNT|OBJECT_DIRECTORY|DIR|WORK_TREE|IMPLICIT_WORK_TREE|GRAFT_FILE|INDEX_FILE|NO_REPLACE_OBJECTS|REPLACE_REF_BASE|PREFIX|SHALLOW_FILE|COMMON_DIR|INTERNAL_SUPER_PREFIX)$/

/** The environment a configured command gets: ours, less what binds git to this repository, with the configured values. */
export function childEnvironment(
  environment: Environment,
  values: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const kept = Object.entries(environment).filter(([name, value]) => value !== undefined && !GIT_LOCAL.test(name))
  return { ...(Object.fromEntries(kept) as Record<string, string>), ...values }
}
