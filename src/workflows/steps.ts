import { isMap, isSeq, type Document, type YAMLMap } from 'yaml'
import type { Config } from '../config.js'

/** Steps that some configurations put before a team action: `templates/steps.yml`. */
export interface ExtraSteps {
  readonly aws: YAMLMap
  readonly private: YAMLMap
}

type TeamAction = keyof Config['secrets']
/** Matches `./.rel/.github/actions/build`: the checkout of the pack, and the name of the action. */
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

/** Adapts the team actions of a job: their secrets, AWS roles, and private repositories. */
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
  const added: YAMLMap[] = []
  if (deploy.credentials !== 'kubeconfig') added.push(awsStep(extra, root, name))
  if (actions.private !== null) {
    added.push(privateStep(extra, actions.private, name))
    step.set('uses', `./.actions/${name}`)
  }
  const condition = step.get('if')
  if (condition !== undefined) for (const extraStep of added) extraStep.set('if', condition)
  if (name.endsWith('deploy') && deploy.with === 'helmfile' && deploy.credentials === 'kubeconfig')
    step.setIn(['env', 'REL_KUBECONFIG'], '${{ secrets.KUBECONFIG }}')
  for (const secret of secrets[name]) step.setIn(['env', secret], `\${{ secrets.${secret} }}`)
  return [...added, step]
}

/** Only `deploy` and `undeploy` need the cluster. */
function awsStep(extra: ExtraSteps, root: string, name: TeamAction): YAMLMap {
  const step = extra.aws.clone() as YAMLMap
  step.set('uses', `${root}.github/actions/aws`)
  if (!name.endsWith('deploy')) step.delete('with')
  return step
}

/** Checks out one repository for all actions, or one per action if the name ends with `*`. */
function privateStep(extra: ExtraSteps, repository: string, name: TeamAction): YAMLMap {
  const step = extra.private.clone() as YAMLMap
  const isPerAction = repository.endsWith('*')
  step.setIn(['with', 'repository'], isPerAction ? repository.replace('*', name) : repository)
  if (isPerAction) step.setIn(['with', 'path'], `.actions/${name}`)
  return step
}

/** Removes the checkout of the pack from a job that uses none of its actions. */
export function removeUnusedCheckout(job: YAMLMap): void {
  const steps = job.get('steps')
  if (!isSeq(steps) || stepsOf(job).some((step) => usesOf(step).startsWith('./.rel/'))) return
  steps.items = stepsOf(job).filter((step) => step.getIn(['with', 'path']) !== '.rel')
}
