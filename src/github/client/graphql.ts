import type { Octokit } from '@octokit/rest'
import { RelError } from '../../errors.js'
import { noRepository, notVisible } from './failure.js'
import { ownerAndRepo } from './address.js'

interface GraphqlError {
  readonly type?: string
  readonly message: string
  readonly path?: readonly (string | number)[]
}

interface Document {
  readonly name: string
  readonly declarations?: string
  readonly selection: string
  /** Whole selections beside the repository, each with an alias. */
  readonly beside?: readonly string[]
  readonly fragments?: string
}

/** Among the variables: batches.ts sends a document that is too large in smaller parts instead. */
export const withoutRetries = { request: { retries: 0 } }

/** GraphQL answers carry no time; this keeps the response's Date header, because Octokit returns only the data. */
export function keepServerTime(octokit: Octokit): void {
  octokit.hook.after('request', ({ data, headers }) => {
    const answer = (data as { data?: { repository?: unknown } } | null)?.data
    if (answer?.repository !== undefined) Object.assign(answer, { servedAt: headers.date })
  })
}

/**
 * Queries one repository. `selection`: the content of `repository { … }`; `variables` are declared as `$name: Type`. Objects that
 * are not found are null; a repository that is not found is an error.
 */
export const ask = async <Answer>(
  octokit: Octokit,
  repository: string,
  document: Document,
  variables: Readonly<Record<string, unknown>>,
): Promise<Answer> => (await askTimed<Answer>(octokit, repository, document, variables)).answer

/** An answer with the server's time (ISO 8601). */
export interface Timed<Answer> {
  readonly answer: Answer
  readonly now: string
}

/** The same, with the selections beside the repository and the server's time (ISO 8601). */
export async function askTimed<Answer>(
  octokit: Octokit,
  repository: string,
  { name, declarations = '', selection, beside = [], fragments = '' }: Document,
  variables: Readonly<Record<string, unknown>>,
): Promise<Timed<Answer> & { readonly beside: Readonly<Record<string, unknown>> }> {
  const document = `query ${name}($owner: String!, $repo: String!${declarations}) { repository(owner: $owner, name: $repo) { ${selection} } ${beside.join('\n')} }\n${fragments}`
  const { data, errors } = await octokit
    .graphql<{ repository: Answer | null; servedAt?: string }>(document, {
      ...ownerAndRepo(repository),
      ...variables,
    })
    .then((data) => ({ data, errors: [] as readonly GraphqlError[] }), answered)
  const [error] = errors.filter(({ type, path }) => type !== 'NOT_FOUND' || path?.join() === 'repository')
  if (error) throw explained(error, repository)
  const { repository: answer, servedAt, ...others } = data!
  return { answer: answer!, beside: others, now: new Date(servedAt ?? '').toISOString() }
}

/** GraphQL errors may come with data; any other error is thrown. */
function answered(error: Error & { data?: never; errors?: readonly GraphqlError[] }) {
  if (!error.errors) throw error
  return { data: error.data ?? null, errors: error.errors }
}

function explained({ type, message }: GraphqlError, repository: string): RelError {
  if (type === 'NOT_FOUND') {
    const [code, text, hint] = notVisible(noRepository(repository))
    return new RelError(code, text, { hint })
  }
  // A smaller document may succeed, or the same one later.
  const isTooMuch =
    type === 'RESOURCE_LIMITS_EXCEEDED' ||
    type === 'MAX_NODE_LIMIT_EXCEEDED' ||
    /^Something went wrong/.test(message)
  return new RelError(isTooMuch ? 'network' : 'failed', message, { hint: 'Run the same command again.' })
}
