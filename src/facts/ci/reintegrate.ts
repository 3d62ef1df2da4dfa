import { parseConfig, type Config } from '../../config.js'
import type { Context } from '../../context.js'
import type { CiReintegrationFacts } from '../../domain/ci/reintegrate.js'
import { readReintegration } from '../reintegrate/reintegrate.js'

/** The strategy of reintegration, and the context with the token that it uses. */
export async function readStrategy(
  context: Context,
): Promise<{ readonly strategy: Config['reintegration']; readonly acting: Context }> {
  const { reintegration: strategy } = parseConfig(await context.github.configuration.read(context.repository))
  return { strategy, acting: strategy === 'token' ? { ...context, ...context.reintegration } : context }
}

export async function readCiReintegration(
  context: Context,
  version: string,
  strategy: Config['reintegration'],
): Promise<CiReintegrationFacts> {
  return {
    strategy,
    hasToken: context.reintegration !== null,
    reintegration: await readReintegration(context, version, strategy === 'actions'),
  }
}
