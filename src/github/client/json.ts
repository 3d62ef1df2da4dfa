import type { Octokit } from '@octokit/core'
import { RelError } from '../../errors.js'
import { withOptions } from './request-options.js'
import { checkNetwork } from './failure.js'

/**
 * Parses GraphQL answers with JSON.parse: Octokit searches every answer for numbers beyond 2^53, which is slow for long histories,
 * and our documents request none. It must be the first plugin, because the others read the parsed data.
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

/** A proxy may answer with an HTML page of its own. */
function parsed(text: string, url: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new RelError('network', `The answer of ${new URL(url).host} is not JSON.`, {
      hint: checkNetwork,
      cause,
    })
  }
}
