/**
 * The scripts with which the demo team ships its services without Docker or a cluster: an image is an archive of a commit, named
 * by its digest in the folder REL_IMAGES; a deployed service is a process of this machine. They require only Node.js and git.
 */

export const buildScript = `import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

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
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { read, request, serviceFolder, stop } from './service.mjs'

const { REL_IMAGES: images, NAMESPACE: namespace, DIGEST: digest, GITHUB_OUTPUT: output } = process.env
const folder = serviceFolder(images, namespace, process.env.GITHUB_REPOSITORY)
const blob = join(images, 'blobs', digest.replace(':', '-'))
const fail = (message) => {
  console.log(\`::error::\${message}\`)
  process.exit(1)
}
if (!existsSync(blob)) fail(\`Image not found: \${digest}\`)
const found = createHash('sha256').update(readFileSync(blob)).digest('hex')
if (digest !== \`sha256:\${found}\`) fail(\`The image \${digest} is damaged: the digest of its content is sha256:\${found}.\`)

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
const previousPort = read(folder)?.port
await stop(folder)
rmSync(folder, { recursive: true, force: true })
mkdirSync(join(folder, 'code'), { recursive: true })
execFileSync('tar', ['-xf', blob, '-C', join(folder, 'code')])

const port = previousPort ?? (await freePort())
const log = openSync(join(folder, 'log'), 'a')
const variables = {
  PORT: String(port),
  VERSION: process.env.VERSION || 'none',
  COMMIT: process.env.COMMIT,
  ENVIRONMENT: process.env.ENVIRONMENT,
  // The service outlives the job that started it, but not the sandbox.
  RUNNER_TRACKING_ID: (process.env.RUNNER_TRACKING_ID ?? '').replace(/_\\d+$/, ''),
}
const child = spawn(process.execPath, ['src/main.js'], {
  cwd: join(folder, 'code'),
  detached: true,
  stdio: ['ignore', log, log],
  env: { PATH: process.env.PATH, ...variables },
})
writeFileSync(join(folder, 'process.json'), JSON.stringify({ pid: child.pid, port, variables }))
child.unref()
let exitStatus = null
child.on('exit', (code) => (exitStatus = code))

const url = \`http://127.0.0.1:\${port}\`
for (let attempt = 0; ; attempt += 1) {
  const response = await request(port)
  if (response !== null) {
    console.log(\`\${url} answers \${response}\`)
    break
  }
  if (exitStatus !== null) fail(\`The service exited with status \${exitStatus}\`)
  if (attempt === 500) fail(\`\${url} does not answer\`)
  await sleep(10)
}
appendFileSync(output, \`url=\${url}\\n\`)
`

export const undeployScript = `import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { serviceFolder, stop } from './service.mjs'

const { REL_IMAGES: images, NAMESPACE: namespace } = process.env
const folder = serviceFolder(images, namespace, process.env.GITHUB_REPOSITORY)
console.log((await stop(folder)) ? \`Stopped the service in \${namespace}\` : \`No service was running in \${namespace}\`)
rmSync(folder, { recursive: true, force: true })
// Remove the namespace with its last service.
const namespaceFolder = join(folder, '..')
try {
  if (readdirSync(namespaceFolder).length === 0) rmSync(namespaceFolder, { recursive: true })
} catch (error) {
  if (error.code !== 'ENOENT') throw error
}
`

/** Shared by deploy and undeploy: finds the folder of a service, sends it a request, and stops it. */
export const serviceScript = `import { existsSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'

export const serviceFolder = (images, namespace, repository) =>
  join(images, 'running', namespace, repository.split('/')[1])

export const read = (folder) => {
  const path = join(folder, 'process.json')
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
}

/** The response of the service on a port of this machine; null if it fails. Loading \`fetch\` would take longer than the rest of the script. */
export const request = (port) =>
  new Promise((done) => {
    const outgoing = get({ host: '127.0.0.1', port, timeout: 2000 }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => (text += chunk))
      response.on('error', () => done(null))
      response.on('end', () => done(response.statusCode < 300 ? text : null))
    })
    outgoing.on('timeout', () => outgoing.destroy())
    outgoing.on('error', () => done(null))
  })

/** Whether the service still runs. Its process id may be reused by now, so its response must name its environment. */
async function isRunning({ port, variables }) {
  try {
    return JSON.parse(await request(port))?.environment === variables.ENVIRONMENT
  } catch {
    return false
  }
}

/** Stops the service; true if it was running. */
export async function stop(folder) {
  const service = read(folder)
  if (!service || !(await isRunning(service))) return false
  process.kill(service.pid, 'SIGKILL')
  return true
}
`

export const promoteScript = `import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const { REL_IMAGES: images, IMAGE: image, DIGEST: digest, VERSION: version } = process.env
const tag = join(images, image, 'tags', version)
if (existsSync(tag) && readFileSync(tag, 'utf8').trim() !== digest)
  throw new Error(\`\${image}:\${version} already points to another digest\`)
if (!existsSync(join(images, 'blobs', digest.replace(':', '-')))) throw new Error(\`Image not found: \${digest}\`)
mkdirSync(join(tag, '..'), { recursive: true })
writeFileSync(tag, digest)
appendFileSync(process.env.GITHUB_OUTPUT, \`digest=\${readFileSync(tag, 'utf8').trim()}\\n\`)
console.log(\`\${image}:\${version} is \${digest}\`)
`
