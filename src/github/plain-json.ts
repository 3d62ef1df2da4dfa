import type { Octokit } from '@octokit/core'
import { alone } from './alone.js'

/**
 * Octokit looks through every answer for numbers beyond 2^53, which for a long history costs more than all the rest: nothing that
 * our documents ask for is one. The first of the plugins: the others look at what was read.
 */
export function plainJson(octokit: Octokit): void {
  octokit.hook.wrap('request', async (request, options) => {
    if (!options.url.endsWith('/graphql')) return request(options)
    alone(options, { parseSuccessResponseBody: false })
    const response = await request(options)
    return { ...response, data: JSON.parse(await textOf(response.data as AsyncIterable<Buffer>)) as unknown }
  })
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of body) parts.push(part)
  return Buffer.concat(parts).toString()
}
