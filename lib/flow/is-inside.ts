/** True of a path below a folder; both absolute and without a final slash. */
export const isInside = (folder: string, path: string): boolean => path.startsWith(`${folder}/`)
