import type { Json, JsonObject } from '../json.js'
import { hashFiles } from '../expressions/hash-files.js'
import type { Scope } from '../expressions/evaluate.js'
import type { SourceLocation } from '../problem.js'
import type { Node } from '../workflow/yaml.js'
import type { JobContext, Status, StepResult } from './job-context.js'

/** The scope of steps that share outputs: the steps of a job or of one composite action. */
export interface StepScope {
  readonly jobContext: JobContext
  /** The github context of the steps. */
  readonly github: JsonObject
  readonly inputs: Json
  /** The environment variables of the workflow, the job and the enclosing steps. */
  readonly environment: Readonly<Record<string, string>>
  readonly defaults: { readonly shell: string; readonly directory: string }
  readonly results: Map<string, StepResult>
  readonly progress: { status: Status }
  readonly depth: number
  /** Aborted when the enclosing step or the job ends. */
  readonly limit: AbortSignal
}

export interface StepCall {
  readonly stepScope: StepScope
  readonly node: Node
  readonly number: number
  readonly name: string
  readonly scope: Scope
  readonly environment: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

export type Texts = Readonly<Record<string, string>>

/** A built-in action: takes inputs, returns outputs. `at`: the location of `uses`. */
export type Builtin = (call: StepCall, inputValues: Texts, at: SourceLocation) => Promise<Texts>

export const runnerContext = ({ paths }: JobContext): JsonObject => ({
  name: 'sandbox',
  os: process.platform === 'darwin' ? 'macOS' : 'Linux',
  arch: process.arch === 'arm64' ? 'ARM64' : 'X64',
  temp: paths.temporary,
  tool_cache: paths.tools,
  environment: 'self-hosted',
})

/** The contexts and functions for the expressions of a step. */
export function scopeOf(stepScope: StepScope, environment: Readonly<Record<string, string>>): Scope {
  const { jobContext, progress, results } = stepScope
  const { contexts, cancelled, source } = jobContext.options
  const isCancelled = (): boolean => cancelled.aborted
  const steps = Object.fromEntries(
    [...results].map(([id, { outcome, conclusion, outputs }]) => [id, { outcome, conclusion, outputs }]),
  )
  return {
    contexts: {
      ...contexts,
      github: stepScope.github,
      inputs: stepScope.inputs,
      env: environment,
      steps,
      job: {
        status: isCancelled() ? 'cancelled' : progress.status,
        workflow_sha: source.commit,
        workflow_repository: source.repository,
        workflow_file_path: source.path,
      },
      runner: runnerContext(jobContext),
    },
    functions: {
      always: () => true,
      cancelled: isCancelled,
      success: () => !isCancelled() && progress.status === 'success',
      failure: () => !isCancelled() && progress.status === 'failure',
      hashFiles: hashFiles(jobContext.paths.workspace),
    },
  }
}
