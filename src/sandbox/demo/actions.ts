import { buildScript, deployScript, placeScript, promoteScript, undeployScript } from './scripts.js'

interface Action {
  readonly name: string
  readonly inputs: readonly string[]
  readonly output?: string
  readonly steps: readonly { readonly name: string; readonly id?: string; readonly run: string }[]
}

const script = (name: string): string => `node "$GITHUB_ACTION_PATH/${name}.mjs"`

const actions: readonly Action[] = [
  {
    name: 'build',
    inputs: ['image', 'tags'],
    output: 'digest',
    steps: [
      { name: 'Check that the service loads', run: 'node --check src/main.js' },
      { name: 'Archive the commit', id: 'build', run: script('build') },
    ],
  },
  {
    name: 'test',
    inputs: ['digest'],
    steps: [
      { name: 'Say what is tested', run: 'echo "Testing $DIGEST"' },
      // As `npm test` does: npm itself takes longer than the tests.
      { name: 'Run the tests', run: 'node --test' },
    ],
  },
  {
    name: 'deploy',
    inputs: ['environment', 'namespace', 'digest', 'version', 'commit', 'first'],
    output: 'url',
    steps: [
      { name: 'Say what is deployed', run: 'echo "$DIGEST to $ENVIRONMENT (first: $FIRST)"' },
      { name: 'Start the service', id: 'deploy', run: script('deploy') },
    ],
  },
  {
    name: 'undeploy',
    inputs: ['environment', 'namespace'],
    steps: [{ name: 'Stop the service', run: script('undeploy') }],
  },
  {
    name: 'promote',
    inputs: ['image', 'digest', 'version'],
    output: 'digest',
    steps: [{ name: 'Tag the image', id: 'promote', run: script('promote') }],
  },
]

/** JSON is YAML: nothing that stands in a text needs care. */
const text = (value: string): string => JSON.stringify(value)

function metadata({ name, inputs, output, steps }: Action): string {
  const declared = inputs.map((input) => `  ${input}:\n    description: The ${input}\n    default: ''\n`)
  const given = inputs.map((input) => `        ${input.toUpperCase()}: \${{ inputs.${input} }}\n`)
  const outputs = output
    ? `outputs:\n  ${output}:\n    description: The ${output}\n    value: \${{ steps.${name}.outputs.${output} }}\n`
    : ''
  const listed = steps.map(
    ({ name: title, id, run }) =>
      `    - name: ${title}\n${id ? `      id: ${id}\n` : ''}      shell: bash\n      env:\n${given.join('')}      run: ${text(run)}\n`,
  )
  return `name: ${name}\ndescription: How the team does its ${name}\ninputs:\n${declared.join('')}${outputs}runs:\n  using: composite\n  steps:\n${listed.join('')}`
}

const at = (name: string, file: string): string => `.github/actions/${name}/${file}`

/** The five actions that belong to the team, by path. */
export const teamActions = (): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(actions.map((action) => [at(action.name, 'action.yml'), metadata(action)])),
  [at('build', 'build.mjs')]: buildScript,
  [at('deploy', 'deploy.mjs')]: deployScript,
  [at('deploy', 'place.mjs')]: placeScript,
  [at('undeploy', 'undeploy.mjs')]: undeployScript,
  [at('undeploy', 'place.mjs')]: placeScript,
  [at('promote', 'promote.mjs')]: promoteScript,
})
