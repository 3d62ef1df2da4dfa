import { RelError } from '../errors.js'

/** As much of fetch as is needed. */
export type Fetch = (
  url: string | URL,
  init?: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> },
) => Promise<RegistryResponse>
type RegistryResponse = Pick<Response, 'status' | 'ok' | 'json' | 'arrayBuffer'> & {
  readonly headers: Pick<Headers, 'get'>
}

const manifests = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

/** OCI distribution, `HEAD /v2/NAME/manifests/TAG`. */
export async function digestInRegistry(
  image: string,
  tag: string,
  token: string,
  fetch: Fetch,
): Promise<string | null> {
  const answer = await fetchManifest({ method: 'HEAD', image, reference: tag }, token, fetch)
  const digest = answer?.headers.get('docker-content-digest') ?? null
  if (answer && digest === null) throw statusError(image, tag, answer)
  return digest
}

/** OCI distribution, `GET /v2/NAME/manifests/DIGEST`: the bytes that the digest was made of. */
export async function bytesInRegistry(
  image: string,
  digest: string,
  token: string,
  fetch: Fetch,
): Promise<Uint8Array | null> {
  const answer = await fetchManifest({ method: 'GET', image, reference: digest }, token, fetch)
  return answer && new Uint8Array(await answer.arrayBuffer())
}

interface ManifestRequest {
  readonly method: 'GET' | 'HEAD'
  readonly image: string
  /** A tag or a digest. */
  readonly reference: string
}

/** A registry that asks for a token gets one first. Null: there is no such manifest. */
async function fetchManifest(
  { method, image, reference }: ManifestRequest,
  token: string,
  fetch: Fetch,
): Promise<RegistryResponse | null> {
  const { host, name } = registryOf(image)
  const url = `https://${host}/v2/${name}/manifests/${reference}`
  const ask = (authorization: string | null): Promise<RegistryResponse> =>
    fetchOrFail(fetch, url, {
      method,
      headers: { accept: manifests, ...(authorization !== null && { authorization }) },
    })
  const first = await ask(null)
  const challenge = first.headers.get('www-authenticate')
  const answer =
    first.status === 401 && challenge !== null
      ? await ask(await bearerToken(challenge, host, token, fetch))
      : first
  if (answer.status === 404) return null
  if (answer.ok) return answer
  throw statusError(image, reference, answer)
}

/** A registry that does not answer is no bug. */
async function fetchOrFail(fetch: Fetch, ...request: Parameters<Fetch>): Promise<RegistryResponse> {
  try {
    return await fetch(...request)
  } catch (error) {
    const { message } = error as Error
    throw new RelError('network', `The registry did not answer: ${message}`, {
      hint: 'Check the network and the proxy settings, then run the same command again.',
      cause: error,
    })
  }
}

const statusError = (image: string, reference: string, { status }: RegistryResponse): RelError =>
  new RelError(
    status === 401 || status === 403 ? 'permission' : 'failed',
    `${registryOf(image).host} answered ${status} to the question for ${image}:${reference}.`,
    { hint: `Check that the job may read the image ${image}.` },
  )

/** Without a host that looks like one it is Docker's own registry. */
function registryOf(image: string): { host: string; name: string } {
  const [first = '', ...rest] = image.split('/')
  if (rest.length > 0 && /[.:]|^localhost$/.test(first)) return { host: first, name: rest.join('/') }
  return { host: 'registry-1.docker.io', name: rest.length > 0 ? image : `library/${image}` }
}

/** The token goes to GitHub's own registry alone; others are asked without one. */
async function bearerToken(challenge: string, host: string, token: string, fetch: Fetch): Promise<string> {
  const basic = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
  const isGitHub = host === 'ghcr.io'
  const part = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? ''
  const url = new URL(part('realm'))
  url.searchParams.set('service', part('service'))
  url.searchParams.set('scope', part('scope'))
  const sends = isGitHub && url.protocol === 'https:' && url.host === host
  const answer = await fetch(url, { headers: sends ? { authorization: basic } : {} })
  const body = answer.ok ? ((await answer.json()) as { token?: string; access_token?: string }) : {}
  return `Bearer ${body.token ?? body.access_token ?? ''}`
}
