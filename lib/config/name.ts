/** The file that makes a folder of a repository hold a set. */
export const CONFIG_NAME = 'casebook.yaml'
