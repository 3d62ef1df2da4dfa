import { isMap, isSeq, type Document, type YAMLMap } from 'yaml'
import type { Config } from '../config.js'

/** What some configurations put before a step of the team's: `templates/steps.yml`. */
export interface ExtraSteps {
  readonly aws: YAMLMap
  readonly private: YAMLMap
}

type TeamAction = keyof Config['secrets']
/** `./.rel/.github/actions/build`: where the pack is checked out, and which action. */
const teamStep = /^(.*\/)\.github\/actions\/(build|test|deploy|undeploy|promote)$/

export const jobsOf = (document: Document): readonly YAMLMap[] => {
  const jobs = document.get('jobs')
  return isMap(jobs) ? jobs.items.flatMap(({ value }) => (isMap(value) ? [value] : [])) : []
}
export const stepsOf = (job: YAMLMap): readonly YAMLMap[] => {
  const steps = job.get('steps')
  return isSeq(steps) ? steps.items.filter((step) => isMap(step)) : []
}
export const usesOf = (node: YAMLMap): string => String(node.get('uses') ?? '')

/** The steps of the team: their secrets, the roles they act in, and where their actions come from. */
export function adaptSteps(job: YAMLMap, config: Config, extra: ExtraSteps): void {
  const steps = job.get('steps')
  if (!isSeq(steps)) return
  steps.items = stepsOf(job).flatMap((step) => {
    const [, root, name] = teamStep.exec(usesOf(step)) ?? []
    return root === undefined ? [step] : adaptStep(step, { root, name: name as TeamAction }, config, extra)
  })
}

function adaptStep(
  step: YAMLMap,
  { root, name }: { readonly root: string; readonly name: TeamAction },
  { deploy, actions, secrets }: Config,
  extra: ExtraSteps,
): readonly YAMLMap[] {
  const found: YAMLMap[] = []
  if (deploy.credentials !== 'kubeconfig') found.push(awsStep(extra, root, name))
  if (actions.private !== null) {
    found.push(privateStep(extra, actions.private, name))
    step.set('uses', `./.actions/${name}`)
  }
  const condition = step.get('if')
  if (condition !== undefined) for (const one of found) one.set('if', condition)
  if (name.endsWith('deploy') && deploy.with === 'helmfile' && deploy.credentials === 'kubeconfig')
    step.setIn(['env', 'REL_KUBECONFIG'], '${{ secrets.KUBECONFIG }}')
  for (const secret of secrets[name]) step.setIn(['env', secret], `\${{ secrets.${secret} }}`)
  return [...found, step]
}

/** Only who deploys needs the cluster. */
function awsStep(extra: ExtraSteps, root: string, name: TeamAction): YAMLMap {
  const step = extra.aws.clone() as YAMLMap
  step.set('uses', `${root}.github/actions/aws`)
  if (!name.endsWith('deploy')) step.delete('with')
  return step
}

/** One repository for all actions, or one for each. */
function privateStep(extra: ExtraSteps, repository: string, name: TeamAction): YAMLMap {
  const step = extra.private.clone() as YAMLMap
  const isForEach = repository.endsWith('*')
  step.setIn(['with', 'repository'], isForEach ? repository.replace('*', name) : repository)
  if (isForEach) step.setIn(['with', 'path'], `.actions/${name}`)
  return step
}

/** The pack is checked out only for what is used of it. */
export function removeUnusedCheckout(job: YAMLMap): void {
  const steps = job.get('steps')
  if (!isSeq(steps) || stepsOf(job).some((step) => usesOf(step).startsWith('./.rel/'))) return
  steps.items = stepsOf(job).filter((step) => step.getIn(['with', 'path']) !== '.rel')
}
