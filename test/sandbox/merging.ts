import type { Answer, Json, Sandbox } from '../support/sandbox.js'

export const repository = '/repos/acme/widgets'

/** What tests of merges ask of the REST API of acme/widgets, as dev unless told otherwise. */
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
    /** A commit on a branch; README.md conflicts with every other text of it. */
    write: async (branch: string, path: string, content: string, message: string): Promise<string> => {
      const there = await sandbox().api('dev', 'GET', `${repository}/contents/${path}?ref=${branch}`)
      const { body } = await put(`/contents/${path}`, {
        message,
        branch,
        content: Buffer.from(content).toString('base64'),
        ...(there.status === 200 && { sha: there.body.sha }),
      })
      return body.commit.sha
    },
  }
}
