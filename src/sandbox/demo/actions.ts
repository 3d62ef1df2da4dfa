import { buildScript, deployScript, promoteScript, serviceScript, undeployScript } from './scripts.js'

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
      { name: 'Print the image digest', run: 'echo "Testing $DIGEST"' },
      // What `npm test` runs; starting npm takes longer than the tests.
      { name: 'Run the tests', run: 'node --test' },
    ],
  },
  {
    name: 'deploy',
    inputs: ['environment', 'namespace', 'digest', 'version', 'commit', 'first'],
    output: 'url',
    steps: [
      { name: 'Print the deployment', run: 'echo "$DIGEST to $ENVIRONMENT (first: $FIRST)"' },
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

/** A YAML string: every JSON string is valid YAML. */
const yamlString = (value: string): string => JSON.stringify(value)

function metadata({ name, inputs, output, steps }: Action): string {
  const inputLines = inputs.map((input) => `  ${input}:\n    description: The ${input}\n    default: ''\n`)
  const variables = inputs.map((input) => `        ${input.toUpperCase()}: \${{ inputs.${input} }}\n`)
  const outputs = output
    ? `outputs:\n  ${output}:\n    description: The ${output}\n    value: \${{ steps.${name}.outputs.${output} }}\n`
    : ''
  const stepLines = steps.map(
    ({ name: title, id, run }) =>
      `    - name: ${title}\n${id ? `      id: ${id}\n` : ''}      shell: bash\n      env:\n${variables.join('')}      run: ${yamlString(run)}\n`,
  )
  return `name: ${name}\ndescription: The team's ${name} action\ninputs:\n${inputLines.join('')}${outputs}runs:\n  using: composite\n  steps:\n${stepLines.join('')}`
}

const actionPath = (name: string, file: string): string => `.github/actions/${name}/${file}`

/** The five actions that belong to the team, by path. */
export const teamActions = (): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(actions.map((action) => [actionPath(action.name, 'action.yml'), metadata(action)])),
  [actionPath('build', 'build.mjs')]: buildScript,
  [actionPath('deploy', 'deploy.mjs')]: deployScript,
  [actionPath('deploy', 'service.mjs')]: serviceScript,
  [actionPath('undeploy', 'undeploy.mjs')]: undeployScript,
  [actionPath('undeploy', 'service.mjs')]: serviceScript,
  [actionPath('promote', 'promote.mjs')]: promoteScript,
})
