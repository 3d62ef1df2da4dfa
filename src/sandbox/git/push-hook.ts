/**
 * The proc-receive hook of every repository (githooks(5)): git gives it the refs of a push that are watched
 * (receive.procReceiveRefs), with the push's commits already there. It asks the server that serves the push, hands its
 * refusals on in GitHub's words, and lets git do the rest itself (`option fall-through`).
 */
export const proposer = `const { request } = require('node:http')
let input = Buffer.alloc(0)
let greeted = false
const moves = []
const line = (text) => (Buffer.byteLength(text) + 4).toString(16).padStart(4, '0') + text
const id = (sha) => (/^0+$/.test(sha) ? null : sha)
process.stdin.on('data', (chunk) => {
  input = Buffer.concat([input, chunk])
  while (input.length >= 4) {
    const length = parseInt(input.subarray(0, 4).toString(), 16)
    if (input.length < Math.max(length, 4)) return
    const text = input.subarray(4, Math.max(length, 4)).toString().trimEnd()
    input = input.subarray(Math.max(length, 4))
    if (length > 0 && greeted) {
      const [before, after, ref] = text.split(' ')
      moves.push({ ref, before: id(before), after: id(after) })
    }
    if (length > 0) continue
    if (greeted) return propose()
    greeted = true
    process.stdout.write(line('version=1\\0atomic\\n') + '0000')
  }
})
function propose() {
  const asking = request(process.env.REL_SANDBOX_VERDICTS, { method: 'POST' }, (response) => {
    let text = ''
    response.on('data', (chunk) => (text += chunk))
    response.on('end', () => answer(JSON.parse(text)))
  })
  asking.end(JSON.stringify(moves))
}
function answer(verdicts) {
  for (const { ref, verdict } of verdicts) {
    if (verdict) process.stderr.write(verdict.remote)
    process.stdout.write(
      verdict ? line('ng ' + ref + ' ' + verdict.reason + '\\n') : line('ok ' + ref + '\\n') + line('option fall-through\\n'),
    )
  }
  process.stdout.write('0000')
}
`

/** What git has to be told so that it asks about refs that begin so; `url`: where its hook asks. */
export const asking = (prefixes: readonly string[], url: string): Readonly<Record<string, string>> => ({
  REL_SANDBOX_VERDICTS: url,
  REL_SANDBOX_NODE: process.execPath,
  GIT_CONFIG_COUNT: String(prefixes.length),
  ...Object.fromEntries(
    prefixes.flatMap((prefix, at) => [
      [`GIT_CONFIG_KEY_${at}`, 'receive.procReceiveRefs'],
      [`GIT_CONFIG_VALUE_${at}`, prefix],
    ]),
  ),
})
