const REFUSED = /[\u0000- \u007f~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$|(?:^|\/)\.|\.lock(?:\/|$)|^HEAD$|^$/

/** Whether git takes a text as the name of a tag: what `git check-ref-format` and `git tag` let through. */
export const isTagName = (text: string): boolean => !REFUSED.test(text) && text.isWellFormed()
