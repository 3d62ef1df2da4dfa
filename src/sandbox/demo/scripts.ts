/**
 * What the demo team wrote to ship its services without Docker or a cluster: an image is an archive of a commit, named by its
 * digest in the folder REL_IMAGES; a deployed service is a process of this machine. They run with nothing but Node and git.
 */

export const buildScript = `import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'

const { REL_IMAGES: images, IMAGE: image, TAGS: tags = '', GITHUB_OUTPUT: output } = process.env
const archive = execFileSync('git', ['archive', '--format=tar', 'HEAD'], { maxBuffer: 1 << 28 })
const digest = \`sha256:\${createHash('sha256').update(archive).digest('hex')}\`
const write = (path, content) => {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
}
for (const tag of tags.split(' ').filter(Boolean)) {
  write(join(images, 'blobs', digest.replace(':', '-')), archive)
  write(join(images, image, 'tags', tag), digest)
}
appendFileSync(output, \`digest=\${digest}\\n\`)
console.log(\`\${image} is \${digest}\${tags ? \`, pushed as \${tags}\` : ', not pushed'}\`)
`

export const deployScript = `import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, placeOf, read, stop } from './place.mjs'

const { REL_IMAGES: images, NAMESPACE: namespace, DIGEST: digest, GITHUB_OUTPUT: output } = process.env
const place = placeOf(images, namespace, process.env.GITHUB_REPOSITORY)
const blob = join(images, 'blobs', digest.replace(':', '-'))
const fail = (message) => {
  console.log(\`::error::\${message}\`)
  process.exit(1)
}
if (!existsSync(blob)) fail(\`There is no image \${digest}.\`)
const found = createHash('sha256').update(readFileSync(blob)).digest('hex')
if (digest !== \`sha256:\${found}\`) fail(\`The image \${digest} is damaged: its content has the digest sha256:\${found}.\`)

const free = () =>
  new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => found(port))
    })
  })
const before = read(place)?.port
await stop(place)
rmSync(place, { recursive: true, force: true })
mkdirSync(join(place, 'code'), { recursive: true })
execFileSync('tar', ['-xf', blob, '-C', join(place, 'code')])

const port = before ?? (await free())
const log = openSync(join(place, 'log'), 'a')
const variables = {
  PORT: String(port),
  VERSION: process.env.VERSION || 'none',
  COMMIT: process.env.COMMIT,
  ENVIRONMENT: process.env.ENVIRONMENT,
  // It outlives the job that started it, and not the sandbox.
  RUNNER_TRACKING_ID: (process.env.RUNNER_TRACKING_ID ?? '').replace(/_\\d+$/, ''),
}
const child = spawn(process.execPath, ['src/main.js'], {
  cwd: join(place, 'code'),
  detached: true,
  stdio: ['ignore', log, log],
  env: { PATH: process.env.PATH, ...variables },
})
writeFileSync(join(place, 'process.json'), JSON.stringify({ pid: child.pid, port, variables }))
child.unref()
let ended = null
child.on('exit', (code) => (ended = code))

const url = \`http://127.0.0.1:\${port}\`
for (let attempt = 0; ; attempt += 1) {
  const answer = await ask(port)
  if (answer !== null) {
    console.log(\`\${url} answers \${answer}\`)
    break
  }
  if (ended !== null) fail(\`The service ended with status \${ended}\`)
  if (attempt === 500) fail(\`\${url} does not answer\`)
  await sleep(10)
}
appendFileSync(output, \`url=\${url}\\n\`)
`

export const undeployScript = `import { readdirSync, rmSync } from 'node:fs'

const { REL_IMAGES: images, NAMESPACE: namespace } = process.env
const place = placeOf(images, namespace, process.env.GITHUB_REPOSITORY)
console.log((await stop(place)) ? \`Stopped what ran in \${namespace}\` : \`Nothing ran in \${namespace}\`)
rmSync(place, { recursive: true, force: true })
// The namespace goes with the last service in it.
const namespaceFolder = join(place, '..')
try {
  if (readdirSync(namespaceFolder).length === 0) rmSync(namespaceFolder, { recursive: true })
} catch (error) {
  if (error.code !== 'ENOENT') throw error
}
`

/** Beside both: where a service of a namespace is, what it answers, and how it ends. */
export const placeScript = `import { existsSync, readFileSync } from 'node:fs'
import { get } from 'node:http'

export const placeOf = (images, namespace, repository) =>
  join(images, 'running', namespace, repository.split('/')[1])

export const read = (place) => {
  const path = join(place, 'process.json')
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
}

/** The text at a port of this machine; null if nobody answers well. To load \`fetch\` takes longer than the rest of the script. */
export const ask = (port) =>
  new Promise((done) => {
    const request = get({ host: '127.0.0.1', port, timeout: 2000 }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => (text += chunk))
      response.on('error', () => done(null))
      response.on('end', () => done(response.statusCode < 300 ? text : null))
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => done(null))
  })

/** A process number alone may be somebody else's by now: what was started here answers with its environment. */
async function answers({ port, variables }) {
  try {
    return JSON.parse(await ask(port))?.environment === variables.ENVIRONMENT
  } catch {
    return false
  }
}

/** True if something ran. */
export async function stop(place) {
  const running = read(place)
  if (!running || !(await answers(running))) return false
  process.kill(running.pid, 'SIGKILL')
  return true
}
`

export const promoteScript = `import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const { REL_IMAGES: images, IMAGE: image, DIGEST: digest, VERSION: version } = process.env
const tag = join(images, image, 'tags', version)
if (existsSync(tag) && readFileSync(tag, 'utf8').trim() !== digest)
  throw new Error(\`\${image}:\${version} points elsewhere already\`)
if (!existsSync(join(images, 'blobs', digest.replace(':', '-')))) throw new Error(\`There is no image \${digest}\`)
mkdirSync(join(tag, '..'), { recursive: true })
writeFileSync(tag, digest)
appendFileSync(process.env.GITHUB_OUTPUT, \`digest=\${readFileSync(tag, 'utf8').trim()}\\n\`)
console.log(\`\${image}:\${version} is \${digest}\`)
`
