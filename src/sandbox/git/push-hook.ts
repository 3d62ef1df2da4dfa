/**
 * The proc-receive hook of every repository (githooks(5)): it receives the refs of a push that match
 * receive.procReceiveRefs, after the push's objects were stored. It posts them to the server for a verdict, prints the
 * refusals, and lets git update the other refs itself (`option fall-through`).
 */
export const procReceiveHook = `const { request } = require('node:http')
let input = Buffer.alloc(0)
let negotiated = false
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
    if (length > 0 && negotiated) {
      const [before, after, ref] = text.split(' ')
      moves.push({ ref, before: id(before), after: id(after) })
    }
    if (length > 0) continue
    if (negotiated) return requestVerdicts()
    negotiated = true
    process.stdout.write(line('version=1\\0atomic\\n') + '0000')
  }
})
function requestVerdicts() {
  const verdictRequest = request(process.env.REL_SANDBOX_VERDICTS, { method: 'POST' }, (response) => {
    let text = ''
    response.on('data', (chunk) => (text += chunk))
    response.on('end', () => sendVerdicts(JSON.parse(text)))
  })
  verdictRequest.end(JSON.stringify(moves))
}
function sendVerdicts(verdicts) {
  for (const { ref, verdict } of verdicts) {
    if (verdict) process.stderr.write(verdict.remote)
    process.stdout.write(
      verdict ? line('ng ' + ref + ' ' + verdict.reason + '\\n') : line('ok ' + ref + '\\n') + line('option fall-through\\n'),
    )
  }
  process.stdout.write('0000')
}
`

/** The environment that makes git pass refs with these prefixes to the hook; `url`: where the hook requests verdicts. */
export const pushHookEnvironment = (
  prefixes: readonly string[],
  url: string,
): Readonly<Record<string, string>> => ({
  REL_SANDBOX_VERDICTS: url,
  REL_SANDBOX_NODE: process.execPath,
  GIT_CONFIG_COUNT: String(prefixes.length),
  ...Object.fromEntries(
    prefixes.flatMap((prefix, index) => [
      [`GIT_CONFIG_KEY_${index}`, 'receive.procReceiveRefs'],
      [`GIT_CONFIG_VALUE_${index}`, prefix],
    ]),
  ),
})
