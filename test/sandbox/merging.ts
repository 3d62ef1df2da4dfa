import type { Answer, Json, Sandbox } from '../support/sandbox.js'

export const repository = '/repos/acme/widgets'

/** REST requests to acme/widgets for tests of merges, by default as dev. */
export function mergingIn(sandbox: () => Sandbox) {
  const get = async (path: string): Promise<Json> =>
    (await sandbox().api('dev', 'GET', repository + path)).body
  const post = (path: string, body: object, login = 'dev'): Promise<Answer> =>
    sandbox().api(login, 'POST', repository + path, body)
  const put = (path: string, body: object = {}, login = 'dev'): Promise<Answer> =>
    sandbox().api(login, 'PUT', repository + path, body)
  const head = async (branch: string): Promise<string> => (await get(`/commits/${branch}`)).sha
  return {
    get,
    post,
    put,
    head,
    branch: async (name: string, from = 'main') =>
      post('/git/refs', { ref: `refs/heads/${name}`, sha: await head(from) }),
    /** Commits a file to a branch; different contents of README.md conflict. */
    write: async (branch: string, path: string, content: string, message: string): Promise<string> => {
      const existing = await sandbox().api('dev', 'GET', `${repository}/contents/${path}?ref=${branch}`)
      const { body } = await put(`/contents/${path}`, {
        message,
        branch,
        content: Buffer.from(content).toString('base64'),
        ...(existing.status === 200 && { sha: existing.body.sha }),
      })
      return body.commit.sha
    },
  }
}
