/**
 * Writes src/sandbox/contract/rest.json: GitHub's description of the operations that the sandbox has, which is also its route
 * table. Run it by hand to add an operation or to use a newer description, and commit the result:
 *
 *   npm install --prefix FOLDER @octokit/openapi@23.0.2
 *   node scripts/contract.js FOLDER/node_modules/@octokit/openapi/generated/api.github.com.json
 *
 * The package has 390 MB, so it is not a dependency.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const operations = `
issues/list-for-repo issues/get issues/update issues/create issues/list-labels-for-repo issues/create-label issues/get-label
issues/update-label issues/delete-label issues/list-labels-on-issue issues/add-labels issues/set-labels issues/remove-label
issues/remove-all-labels issues/list-comments issues/create-comment issues/update-comment
pulls/list pulls/get pulls/create pulls/update pulls/merge pulls/list-files pulls/list-commits pulls/request-reviewers
pulls/list-requested-reviewers pulls/remove-requested-reviewers pulls/create-review
repos/list-pull-requests-associated-with-commit repos/get repos/list-branches repos/get-branch repos/get-branch-protection
git/get-ref git/list-matching-refs git/create-ref git/update-ref git/delete-ref git/create-tag git/get-tag
repos/list-commits repos/get-commit repos/compare-commits-with-basehead repos/get-content repos/create-or-update-file-contents
repos/list-releases repos/get-release repos/get-release-by-tag repos/get-latest-release repos/create-release repos/update-release
repos/delete-release repos/generate-release-notes repos/check-immutable-releases repos/enable-immutable-releases
repos/disable-immutable-releases
repos/list-deployments repos/create-deployment repos/get-deployment repos/list-deployment-statuses
repos/get-deployment-status repos/create-deployment-status repos/delete-deployment
repos/get-all-environments repos/get-environment repos/create-or-update-environment repos/delete-an-environment
repos/list-deployment-branch-policies repos/create-deployment-branch-policy repos/delete-deployment-branch-policy
actions/list-repo-workflows actions/get-workflow actions/create-workflow-dispatch actions/list-workflow-runs-for-repo
actions/list-workflow-runs actions/get-workflow-run actions/list-jobs-for-workflow-run actions/cancel-workflow-run
actions/re-run-workflow actions/re-run-workflow-failed-jobs actions/get-pending-deployments-for-run
actions/review-pending-deployments-for-run actions/get-reviews-for-run
actions/download-workflow-run-logs actions/download-job-logs-for-workflow-run actions/get-job-for-workflow-run
actions/get-workflow-run-attempt actions/list-jobs-for-workflow-run-attempt actions/download-workflow-run-attempt-logs
actions/re-run-job-for-workflow-run actions/delete-workflow-run actions/delete-workflow-run-logs
actions/get-artifact-and-log-retention-settings-repository actions/set-artifact-and-log-retention-settings-repository
actions/list-artifacts-for-repo actions/list-workflow-run-artifacts actions/get-artifact actions/download-artifact
actions/get-github-actions-default-workflow-permissions-repository
actions/set-github-actions-default-workflow-permissions-repository
actions/get-repo-public-key actions/list-repo-secrets actions/create-or-update-repo-secret actions/get-environment-public-key
actions/list-environment-secrets actions/create-or-update-environment-secret
actions/list-repo-variables actions/create-repo-variable actions/update-repo-variable actions/get-repo-variable
repos/merge repos/get-combined-status-for-ref repos/create-commit-status checks/list-for-ref checks/create
checks/get checks/update checks/list-annotations
users/get-authenticated users/get-by-username rate-limit/get repos/list-for-org search/issues-and-pull-requests
repos/list-branches-for-head-commit
git/create-blob git/create-tree git/create-commit git/get-commit git/get-tree
repos/create-in-org repos/update repos/get-collaborator-permission-level repos/add-collaborator repos/list-collaborators
repos/update-branch-protection repos/delete-branch-protection
repos/get-branch-rules repos/get-repo-rulesets repos/create-repo-ruleset repos/get-repo-ruleset repos/update-repo-ruleset
repos/delete-repo-ruleset
pulls/update-branch pulls/list-reviews pulls/get-review issues/list-events
teams/list teams/create teams/get-by-name teams/get-membership-for-user-in-org teams/add-or-update-membership-for-user-in-org
teams/add-or-update-repo-permissions-in-org
`
  .trim()
  .split(/\s+/)

/** Differences between GitHub and its description; tests list them too (test/support/known-deviations.ts). */
const corrections = {
  // {"labels": []} removes every label, as the documentation says; the schema requires at least one label.
  'issues/set-labels': ({ body }) => {
    const { oneOf: shapes } = body.schema
    for (const { properties } of shapes) delete properties?.labels?.minItems
    body.schema = { anyOf: shapes }
  },
}
const schemaCorrections = {
  // The body of an issue without text is null, in search results too.
  'issue-search-result-item': ({ properties }) => {
    properties.body = { type: ['string', 'null'] }
  },
  // The deployment of a job that waits at a gate is `waiting`, as in GraphQL's DeploymentStatusState.
  'deployment-status': ({ properties }) => {
    properties.state.enum.push('waiting')
  },
}

const verbatim = new Set(['enum', 'required', 'const'])
const explanations = new Set([
  'example',
  'examples',
  'nullable',
  'discriminator',
  'xml',
  'externalDocs',
  'deprecated',
  'readOnly',
  'writeOnly',
  'title',
  'description',
  'default',
])

const source = process.argv[2]
if (source === undefined) throw new Error('Usage: node scripts/contract.js PATH/api.github.com.json')
const description = JSON.parse(await readFile(source, 'utf8'))
const { version } = JSON.parse(await readFile(join(dirname(source), '..', 'package.json'), 'utf8'))

const known = new Map()
for (const [path, item] of Object.entries(description.paths))
  for (const method of ['get', 'post', 'put', 'patch', 'delete'])
    if (item[method]) known.set(item[method].operationId, { method, path, shared: item.parameters ?? [] })

/** Names of the referenced schemas. Converting one adds those that it references, while the loop below runs. */
const referenced = new Set()
const ops = Object.fromEntries(operations.map((id) => [id, operationOf(id)]))
const definitions = {}
for (const name of referenced) {
  definitions[name] = converted(description.components.schemas[name])
  schemaCorrections[name]?.(definitions[name])
}

await writeFile(
  new URL('../src/sandbox/contract/rest.json', import.meta.url),
  JSON.stringify({ version, ops, definitions }),
)
process.stdout.write(
  `${operations.length} operations, ${referenced.size} schemas of @octokit/openapi ${version}\n`,
)

function operationOf(id) {
  const found = known.get(id)
  if (!found) throw new Error(`GitHub's description has no operation ${id}.`)
  const { method, path, shared } = found
  const described = description.paths[path][method]
  const operation = {
    method,
    path,
    params: [...shared, ...(described.parameters ?? [])].map(resolved).map((parameter) => ({
      name: parameter.name,
      in: parameter.in,
      required: parameter.required === true,
      schema: converted(parameter.schema ?? {}),
    })),
    responses: {},
  }
  const body = resolved(described.requestBody)
  const json = body?.content?.['application/json']
  if (json) operation.body = { required: body.required === true, schema: converted(json.schema) }
  for (const [status, response] of Object.entries(described.responses)) {
    const schema = resolved(response).content?.['application/json']?.schema
    operation.responses[status] = schema ? converted(schema) : null
  }
  corrections[id]?.(operation)
  return operation
}

function resolved(node) {
  if (node?.$ref === undefined) return node
  const steps = node.$ref
    .slice(2)
    .split('/')
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'))
  return resolved(steps.reduce((tree, step) => tree[step], description))
}

/** Converts a schema of OpenAPI 3.0 to JSON Schema draft 7: `nullable` becomes a type, and explanations are left out. */
function converted(schema) {
  if (Array.isArray(schema)) return schema.map(converted)
  if (typeof schema !== 'object' || schema === null) return schema
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop()
    referenced.add(name)
    return { $ref: `#/definitions/${name}` }
  }
  const result = {}
  for (const [key, value] of Object.entries(schema)) {
    if (key.startsWith('x-') || explanations.has(key)) continue
    if (key === 'properties')
      result.properties = Object.fromEntries(
        Object.entries(value).map(([name, property]) => [name, converted(property)]),
      )
    else result[key] = verbatim.has(key) ? value : converted(value)
  }
  return schema.nullable ? orNull(result) : result
}

function orNull(schema) {
  const composed = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (schema.enum && !schema.enum.includes(null)) schema.enum = [...schema.enum, null]
  if (composed) return { anyOf: [{ type: 'null' }, schema] }
  return schema.type ? { ...schema, type: [schema.type, 'null'].flat() } : schema
}
