import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One repository: work in its clone, its state on GitHub, and the answers of its deployed services. */
export function repositoryOf(tools, name) {
  const { folder, git, github } = tools
  const clone = join(folder, name)
  const api = (path, options) => github(`/repos/acme/${name}${path}`, options)

  /** The newest deployment that succeeded, and whether it still runs; a rejected one changes nothing. */
  const readDeployment = async (environment) => {
    for (const { id } of await api(`/deployments?environment=${encodeURIComponent(environment)}`)) {
      const statuses = await api(`/deployments/${id}/statuses`)
      const state = statuses[0]?.state
      if (['success', 'inactive'].includes(state)) return { statuses, runs: state === 'success' }
    }
    return { statuses: [], runs: false }
  }
  /** The newest job with this name, `<workflow> / <job>`. */
  const readJob = async (wanted) => {
    const { workflow_runs: runs } = await api('/actions/runs?per_page=100')
    for (const run of runs) {
      const { jobs } = await api(`/actions/runs/${run.id}/jobs?per_page=100`)
      const found = jobs.find((job) => `${run.name} / ${job.name}` === wanted)
      if (found) return found
    }
    throw new Error(`No run has a job "${wanted}".`)
  }
  return {
    clone,
    api,
    waitUntilIdle: () => tools.waitUntilIdle(`acme/${name}`),
    /** Creates a branch from main with one commit. */
    async branch(branch, file, text = `${branch}\n`) {
      await git(clone, 'fetch --quiet origin', { quiet: true })
      await git(clone, `switch --quiet --create ${branch} origin/main`)
      await this.commit(file, text)
    },
    async commit(file, text) {
      await writeFile(join(clone, file), text)
      await git(clone, `add ${file}`)
      await git(clone, `commit --quiet --message 'Write ${file}'`)
    },
    head: async () => (await git(clone, 'rev-parse HEAD', { quiet: true })).trim(),
    main: async () => (await api('/branches/main')).commit.sha,
    readLabels: async (number) => (await api(`/issues/${number}/labels`)).map((label) => label.name),
    openPullRequest: async (branch) => (await api(`/pulls?state=open&head=acme:${branch}`))[0],
    /** Opens a pull request with a label from a new branch, and returns its number. */
    async propose(branch, file, label) {
      await this.branch(branch, file)
      await git(clone, `push --quiet --set-upstream origin ${branch}`)
      const body = { title: `About ${file}`, head: branch, base: 'main', body: `Because of ${file}.` }
      const { number } = await api('/pulls', { method: 'POST', as: 'dev', body })
      await api(`/issues/${number}/labels`, { method: 'POST', as: 'dev', body: { labels: [label] } })
      return number
    },
    /** Opens pull requests, each `[branch, file, label]`, merges them when their tests have passed, and waits until dev runs them. */
    async ship(...changes) {
      const numbers = []
      for (const change of changes) numbers.push(await this.propose(...change))
      await this.waitUntilIdle()
      for (const number of numbers) await this.merge(number)
      await this.waitUntilIdle()
      return numbers
    },
    merge: (number) => api(`/pulls/${number}/merge`, { method: 'PUT', as: 'dev' }),
    readJob,
    readLog: async (wanted) => api(`/actions/jobs/${(await readJob(wanted)).id}/logs`),
    /** The URL of an environment's newest deployment. */
    readAddress: async (environment) =>
      (await readDeployment(environment)).statuses.find((status) => status.environment_url)?.environment_url,
    /** The answer of the service that is deployed to an environment; null if there is none. */
    async readVersion(environment) {
      const { statuses, runs } = await readDeployment(environment)
      return runs ? (await fetch(statuses[0].environment_url)).json() : null
    },
    /** The digest in the record of an environment's deployment. */
    readDigest: async (environment) =>
      (await readDeployment(environment)).statuses
        .flatMap(({ description }) => /sha256:[0-9a-f]{64}/.exec(description ?? '') ?? [])
        .at(0),
  }
}

/** Does no server answer at this address? */
export const isUnreachable = (address) =>
  fetch(address).then(
    () => false,
    () => true,
  )
