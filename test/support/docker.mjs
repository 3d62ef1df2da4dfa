#!/usr/bin/env node
// Stands in for docker: a registry is a file of tags in DOCKER_REGISTRY, and an image is named by what its context holds.
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

const registry = process.env.DOCKER_REGISTRY
const tags = existsSync(registry) ? JSON.parse(readFileSync(registry, 'utf8')) : {}
const words = process.argv.slice(2)
const options = (name) => words.flatMap((word, index) => (word === name ? [words[index + 1]] : []))
const fail = (message) => {
  console.error(`ERROR: ${message}`)
  process.exit(1)
}
const put = (names, digest) => {
  for (const name of names) tags[name] = digest
  tags[`${names[0].replace(/:[^:]*$/, '')}@${digest}`] = digest
  writeFileSync(registry, JSON.stringify(tags))
}
const [one, two, three] = words
if (one === 'login')
  appendFileSync(`${registry}.log`, `${two} ${options('--username')} ${readFileSync(0, 'utf8')}`)
else if (one === 'compose') console.log(`${words.join(' ')} of ${process.env.IMAGE}`)
else if (two === 'inspect') process.exit(1)
else if (two === 'create') appendFileSync(`${registry}.log`, `builder ${options('--driver')}\n`)
else if (two === 'build') {
  const context = readdirSync(words.at(-1), { recursive: true }).toSorted().join('\n')
  const digest = `sha256:${createHash('sha256').update(context).digest('hex')}`
  if (words.includes('--push')) put(options('--tag'), digest)
  else if (!options('--output')[0].startsWith('type=oci,')) fail('goes nowhere')
  writeFileSync(options('--metadata-file')[0], JSON.stringify({ 'containerimage.digest': digest }))
  console.log(context)
} else if (three === 'inspect') {
  if (process.env.DOCKER_DOWN && words[3].includes(':1.')) fail('dial tcp: connection refused')
  if (!tags[words[3]]) fail(`${words[3]}: not found`)
  console.log(tags[words[3]])
} else if (three === 'create') {
  const digest = tags[words.at(-1)]
  put(
    options('--tag'),
    words.includes('--prefer-index=false') && !process.env.DOCKER_WRAPS ? digest : `sha256:${'e'.repeat(64)}`,
  )
} else fail(words.join(' '))
