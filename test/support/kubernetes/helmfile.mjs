#!/usr/bin/env node
// Stands in for helmfile where it is not installed: `list --output json` and `sync --wait` of a file that names releases, charts and
// values. What it does, the real helm does, with the words of helmfile 0.166.
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'

const [flag, namespace, verb, ...rest] = process.argv.slice(2)
const expected = { list: '--output json', sync: '--wait' }
if (flag !== '--namespace' || expected[verb] !== rest.join(' '))
  throw new Error(`helmfile ${process.argv.slice(2)}`)
const text = readFileSync('helmfile.yaml.gotmpl', 'utf8').replaceAll(
  /\{\{ requiredEnv "(\w+)" \}\}/g,
  (_whole, name) => {
    if (!process.env[name]) throw new Error(`required env var ${name} is not set`)
    return process.env[name]
  },
)
const { releases, helmDefaults } = parse(text)
if (verb === 'list')
  console.log(
    JSON.stringify(
      releases.map(({ name, installed = true }) => ({ name, namespace, enabled: true, installed })),
    ),
  )
else
  for (const { name, chart, values = [] } of releases) {
    const file = `.values-${process.pid}.json`
    writeFileSync(file, JSON.stringify(Object.assign({}, ...values)))
    const options = helmDefaults.disableOpenAPIValidation ? ['--disable-openapi-validation'] : []
    try {
      execFileSync(
        'helm',
        [
          'upgrade',
          '--install',
          name,
          chart,
          '--namespace',
          namespace,
          '--values',
          file,
          '--wait',
          '--create-namespace',
          '--reset-values',
          '--history-max=10',
          ...options,
        ],
        { stdio: 'inherit' },
      )
    } finally {
      rmSync(file)
    }
  }
