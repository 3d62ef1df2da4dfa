import { createHash } from 'node:crypto'

export const style = `:root{color-scheme:light dark;--line:#d1d9e0;--soft:#f6f8fa;--text:#1f2328;--dim:#59636e;--link:#0969da;--good:#1a7f37;--bad:#cf222e;--wait:#9a6700;--page:#fff}
@media(prefers-color-scheme:dark){:root{--line:#3d444d;--soft:#151b23;--text:#f0f6fc;--dim:#9198a1;--link:#4493f8;--good:#3fb950;--bad:#f85149;--wait:#d29922;--page:#0d1117}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,sans-serif}
header,nav,main,footer{padding:0 max(1rem,calc(50% - 36rem))}
header{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:center;padding-block:.6rem;background:var(--soft);border-bottom:1px solid var(--line)}
header form{margin-left:auto}
nav{display:flex;flex-wrap:wrap;gap:1.2rem;border-bottom:1px solid var(--line);padding-block:.5rem}
nav a[aria-current]{font-weight:600;color:var(--text)}
main{padding-block:1rem 3rem}
footer{padding-block:1rem;color:var(--dim);border-top:1px solid var(--line);font-size:.87em}
a{color:var(--link);text-decoration:none}a:hover,a:focus-visible{text-decoration:underline}
h1{font-size:1.5rem;margin:.4rem 0}h2{font-size:1.15rem;margin:1.6rem 0 .5rem}h3{font-size:1rem;margin:.8rem 0 .3rem}
.dim{color:var(--dim)}.good{color:var(--good)}.bad{color:var(--bad)}.wait{color:var(--wait)}
ul.rows,ol.rows{list-style:none;margin:0;padding:0;border:1px solid var(--line);border-radius:6px}
.box>h2:first-child{margin-top:.2rem}
.rows>li{padding:.6rem .9rem;border-top:1px solid var(--line)}.rows>li:first-child{border-top:0}
.box{border:1px solid var(--line);border-radius:6px;padding:.7rem .9rem;margin:.8rem 0}
.box.attention{border-color:var(--wait);border-width:2px}.box.alarm{border-color:var(--bad);border-width:2px}
.label{display:inline-block;border:1px solid var(--line);border-radius:1em;padding:0 .6em;font-size:.87em}
form{display:inline-flex;flex-wrap:wrap;gap:.4rem;align-items:center;margin:0}form.tall{display:grid;gap:.5rem;max-width:44rem}
button,select,input,textarea{font:inherit;color:inherit;background:var(--page);border:1px solid var(--line);border-radius:6px;padding:.15rem .6rem}
button{background:var(--soft);cursor:pointer}button.main{background:var(--good);border-color:var(--good);color:var(--page);font-weight:600}button.danger{color:var(--bad)}
textarea,.tall input{width:100%}
pre{margin:.3rem 0;padding:.6rem .8rem;overflow:auto;background:var(--soft);border-radius:6px;font:13px/1.45 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
code{font:.9em ui-monospace,monospace}
summary{cursor:pointer}details details,.steps details{margin-left:.8rem}
table{border-collapse:collapse}td,th{border:1px solid var(--line);padding:.25rem .6rem;text-align:left;vertical-align:top}
blockquote{margin:.5rem 0;padding-left:.8rem;border-left:3px solid var(--line);color:var(--dim)}
.graph{overflow-x:auto}.graph svg{font:13px system-ui,sans-serif}.graph rect{fill:var(--soft);stroke:var(--line)}.graph path{fill:none;stroke:var(--dim)}.graph text{fill:var(--text)}.graph .dim{fill:var(--dim)}.graph .good{fill:var(--good)}.graph .bad{fill:var(--bad)}.graph .wait{fill:var(--wait)}
`

/** The content security policy: only this style and forms of the sandbox; no scripts, images, frames or other hosts. */
export const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`
