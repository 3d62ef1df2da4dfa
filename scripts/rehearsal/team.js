import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a chapter needs of a repository: to work in its clone, and to see on GitHub and at its addresses what became of it. */
export function teamOf(stage, name) {
  const { folder, git, github } = stage
  const clone = join(folder, name)
  const api = (path, wish) => github(`/repos/acme/${name}${path}`, wish)

  /** The newest deployment that came to something: one that was turned away leaves what ran before. */
  const deployment = async (environment) => {
    for (const { id } of await api(`/deployments?environment=${encodeURIComponent(environment)}`)) {
      const statuses = await api(`/deployments/${id}/statuses`)
      const state = statuses[0]?.state
      if (['success', 'inactive'].includes(state)) return { statuses, runs: state === 'success' }
    }
    return { statuses: [], runs: false }
  }
  const job = async (wanted) => {
    const { workflow_runs: runs } = await api('/actions/runs?per_page=100')
    for (const run of runs) {
      const { jobs } = await api(`/actions/runs/${run.id}/jobs?per_page=100`)
      const found = jobs.find((one) => `${run.name} / ${one.name}` === wanted)
      if (found) return found
    }
    throw new Error(`No run has a job "${wanted}".`)
  }
  return {
    clone,
    api,
    /** Until none of its workflows runs any more. */
    quiet: () => stage.quiet(`acme/${name}`),
    /** A new branch from main with a commit of its own. */
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
    labelsOf: async (number) => (await api(`/issues/${number}/labels`)).map((label) => label.name),
    openFrom: async (branch) => (await api(`/pulls?state=open&head=acme:${branch}`))[0],
    /** Opens a pull request from a branch of its own with a label; its number. */
    async propose(branch, file, label) {
      await this.branch(branch, file)
      await git(clone, `push --quiet --set-upstream origin ${branch}`)
      const body = { title: `About ${file}`, head: branch, base: 'main', body: `Because of ${file}.` }
      const { number } = await api('/pulls', { method: 'POST', as: 'dev', body })
      await api(`/issues/${number}/labels`, { method: 'POST', as: 'dev', body: { labels: [label] } })
      return number
    },
    /** Changes of several people at once, each `[branch, file, label]`: merged when their tests have passed. Waits until dev runs them. */
    async ship(...changes) {
      const numbers = []
      for (const change of changes) numbers.push(await this.propose(...change))
      await this.quiet()
      for (const number of numbers) await this.merge(number)
      await this.quiet()
      return numbers
    },
    merge: (number) => api(`/pulls/${number}/merge`, { method: 'PUT', as: 'dev' }),
    job,
    log: async (wanted) => api(`/actions/jobs/${(await job(wanted)).id}/logs`),
    /** The address that an environment's newest deployment names. */
    addressOf: async (environment) =>
      (await deployment(environment)).statuses.find((status) => status.environment_url)?.environment_url,
    /** What answers at the address of an environment; null where nothing is deployed. */
    async answers(environment) {
      const { statuses, runs } = await deployment(environment)
      return runs ? (await fetch(statuses[0].environment_url)).json() : null
    },
    /** The digest that a deployment was recorded with. */
    digestIn: async (environment) =>
      (await deployment(environment)).statuses
        .flatMap(({ description }) => /sha256:[0-9a-f]{64}/.exec(description ?? '') ?? [])
        .at(0),
  }
}

/** Does anybody answer there? */
export const isSilent = (address) =>
  fetch(address).then(
    () => false,
    () => true,
  )
