import { escapeXml } from './escape-xml.ts'

/**
 * A whole page that needs nothing else: no script at all, nothing fetched, styles inside, light and dark by the reader's choice.
 * `body` is HTML that is safe already. The policy keeps even a mistake of ours from running or fetching anything.
 */
export const htmlPage = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(title)}</title>
<style>
${STYLE}
</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`

const STYLE = `:root {
  color-scheme: light dark;
  --ink: #1c2024; --soft: #5a6169; --paper: #ffffff; --panel: #f5f6f7; --line: #d9dce0;
  --red: #b3261e; --red-paper: #fdecea; --green: #1a6b35; --green-paper: #e6f4ea; --amber: #7a4f00; --amber-paper: #fff4dc; --link: #0b57b0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6e8ea; --soft: #a3abb3; --paper: #16181b; --panel: #1f2226; --line: #363b41;
    --red: #ff9d94; --red-paper: #3a1a18; --green: #86d7a0; --green-paper: #14301d; --amber: #f3c675; --amber-paper: #352a12; --link: #8ab8ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
p { margin: .25rem 0; }
a { color: var(--link); overflow-wrap: anywhere; }
a:focus-visible, summary:focus-visible, pre:focus-visible, .table:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
code, pre, .id { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .875rem; }
.soft { color: var(--soft); overflow-wrap: anywhere; }
.badge { display: inline-block; padding: 0 .5rem; border-radius: .5rem; font-weight: 600; white-space: nowrap; }
.bad { color: var(--red); background: var(--red-paper); }
.good { color: var(--green); background: var(--green-paper); }
.unsure { color: var(--amber); background: var(--amber-paper); }
.case { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: .35rem; padding: .75rem; margin: .5rem 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
pre del, pre ins { display: block; text-decoration: none; }
pre del { color: var(--green); background: var(--green-paper); }
pre ins { color: var(--red); background: var(--red-paper); }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--soft); padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
time, td code, th.id { white-space: nowrap; }
td:first-child, th:first-child { white-space: nowrap; }
@media print { body { background: #fff; color: #000; } .case { break-inside: avoid; } }`
