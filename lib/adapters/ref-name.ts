/** What `git check-ref-format` refuses anywhere in a name. */
const REFUSED = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|(^|\/)\.|\.lock(\/|$)|^@$/

/** True of what can name a reference, and so means itself alone where git takes a revision. */
export const isRefName = (name: string): boolean => name !== '' && !REFUSED.test(name)
