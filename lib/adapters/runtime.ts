/** Which build of casebook this is, by what it is made of. */
declare const __BUILD__: string
const BUILD = typeof __BUILD__ === 'string' ? __BUILD__ : 'source'

/** What answers and judgements are made with. */
export const runtime: string = `casebook ${BUILD}, node ${process.version}, ${process.platform} ${process.arch}`
