import type { Octokit } from '@octokit/core'
import { RelError } from '../../errors.js'
import { withOptions } from './request-options.js'
import { checkNetwork } from './failure.js'

/**
 * Octokit looks through every answer for numbers beyond 2^53, which for a long history costs more than all the rest: nothing that
 * our documents ask for is one. The first of the plugins: the others look at what was read.
 */
export function plainJson(octokit: Octokit): void {
  octokit.hook.wrap('request', async (request, options) => {
    if (!options.url.endsWith('/graphql')) return request(options)
    withOptions(options, { parseSuccessResponseBody: false })
    const response = await request(options)
    const text = await textOf(response.data as AsyncIterable<Buffer>)
    return { ...response, data: parsed(text, response.url) }
  })
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of body) parts.push(part)
  return Buffer.concat(parts).toString()
}

/** A proxy may answer in GitHub's place, with a page of its own. */
function parsed(text: string, url: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new RelError('network', `${new URL(url).host} answered no JSON.`, { hint: checkNetwork, cause })
  }
}
