import { teamActions } from './actions.js'

/** The files of a demo repository: a small HTTP service that requires only Node.js. */
export function filesOf(name: string): Readonly<Record<string, string>> {
  return {
    'README.md': `# ${name}\n\nA small HTTP service. \`npm start\` listens on \`PORT\` (8080), \`npm test\` tests it.\n\n- \`GET /\` returns the service's name and version\n- \`GET /version\` returns the running version\n- \`GET /${name}\` lists the ${name}\n`,
    'package.json': `${JSON.stringify(
      {
        name: `@acme/${name}`,
        version: '0.0.0',
        private: true,
        type: 'module',
        scripts: { start: 'node src/main.js', test: 'node --test' },
        engines: { node: '>=20' },
      },
      null,
      2,
    )}\n`,
    '.gitignore': 'node_modules\n',
    '.github/rel.yml':
      'environments: [preview, qa1, qa2, qa3, qa4, dev, staging, production, hotfix]\nqa: {ttl: 72h}\n',
    ...teamActions(),
    'src/main.js': `import { createService } from './service.js'

const { PORT = '8080', VERSION: version = 'development', COMMIT: commit, ENVIRONMENT: environment } = process.env
const port = Number(PORT)
createService({ version, commit, environment }).listen(port, () => {
  console.log(\`${name} listens on \${port}\`)
})
`,
    'src/service.js': `import { createServer } from 'node:http'
import { ${name} } from './${name}.js'

/** Creates the service; it does not listen yet. */
export function createService({ version, commit, environment }) {
  const pages = {
    '/': () => ({ service: '${name}', version, commit, environment }),
    '/version': () => ({ version }),
    '/${name}': () => ${name},
  }
  return createServer((request, response) => {
    const page = pages[new URL(request.url, 'http://localhost').pathname]
    response.writeHead(page ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(page ? page() : { error: 'not found' }))
  })
}
`,
    [`src/${name}.js`]: `export const ${name} = [
  { id: 1, name: 'first' },
  { id: 2, name: 'second' },
]
`,
    'test/service.test.js': `import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { createService } from '../src/service.js'

const service = createService({ version: '1.2.3' })
before(async () => {
  service.listen(0)
  await once(service, 'listening')
})
after(() => service.close())
const request = async (path) => {
  const [response] = await once(get({ port: service.address().port, path, agent: false }), 'response')
  return { status: response.statusCode, body: JSON.parse(await text(response)) }
}

test('returns the running version', async () => {
  assert.deepEqual((await request('/version')).body, { version: '1.2.3' })
})

test('lists the ${name}', async () => {
  assert.equal((await request('/${name}')).body.length, 2)
})

test('answers 404 for an unknown path', async () => {
  assert.equal((await request('/unknown')).status, 404)
})
`,
  }
}

interface Author {
  readonly name: string
  readonly email: string
}

/** The history as input for \`git fast-import\`: the same commits, with the same ids, in every sandbox. */
export function historyOf(name: string, author: Author): string {
  const files = filesOf(name)
  const serviceFiles = Object.entries(files).filter(([path]) => !path.startsWith('.github/'))
  const releaseFiles = Object.entries(files).filter(([path]) => path.startsWith('.github/'))
  const first = Date.UTC(2026, 0, 5, 9) / 1000
  return [
    commit(`Serve ${name}`, first, author, serviceFiles),
    commit('Configure rel', first + 86_400, author, releaseFiles),
    'done\n',
  ].join('')
}

function commit(
  message: string,
  at: number,
  { name, email }: Author,
  files: readonly (readonly [path: string, content: string])[],
): string {
  const who = `${name} <${email}> ${at} +0000`
  const changes = files.map(([path, content]) => `M 100644 inline ${path}\n${data(content)}`)
  return `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\n${data(message)}${changes.join('')}\n`
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
