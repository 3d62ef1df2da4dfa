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

/** Fields with texts of several lines; any other text is one line on GitHub, and cannot begin another one in a message of rel. */
const multiline = new Set(['body', 'text', 'message', 'content', 'patch'])
const lineBreaks = /[\n\v\f\r\u0085\u2028\u2029]+/g

/** Replaces line breaks in what is one line, such as titles, names, addresses and comments, with a space. */
export function singleLines(octokit: Octokit): void {
  octokit.hook.after('request', ({ data }) => joinLines(data))
}

function joinLines(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
  for (const [key, field] of Object.entries(value)) {
    if (typeof field === 'object') joinLines(field)
    else if (typeof field === 'string' && !multiline.has(key) && field.search(lineBreaks) >= 0)
      Object.assign(value, { [key]: field.replaceAll(lineBreaks, ' ') })
  }
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
