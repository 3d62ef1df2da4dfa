import { RelError } from '../errors.js'

/** The part of `fetch` that the registry client uses. */
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
  const response = await fetchManifest({ method: 'HEAD', image, reference: tag }, token, fetch)
  const digest = response?.headers.get('docker-content-digest') ?? null
  if (response && digest === null) throw statusError(image, tag, response)
  return digest
}

/** OCI distribution, `GET /v2/NAME/manifests/DIGEST`: the bytes of the manifest. */
export async function bytesInRegistry(
  image: string,
  digest: string,
  token: string,
  fetch: Fetch,
): Promise<Uint8Array | null> {
  const response = await fetchManifest({ method: 'GET', image, reference: digest }, token, fetch)
  return response && new Uint8Array(await response.arrayBuffer())
}

interface ManifestRequest {
  readonly method: 'GET' | 'HEAD'
  readonly image: string
  /** A tag or a digest. */
  readonly reference: string
}

/** Requests a manifest, with a token if the registry demands one. Null if the manifest does not exist. */
async function fetchManifest(
  { method, image, reference }: ManifestRequest,
  token: string,
  fetch: Fetch,
): Promise<RegistryResponse | null> {
  const { host, name } = registryOf(image)
  const url = `https://${host}/v2/${name}/manifests/${reference}`
  const request = (authorization: string | null): Promise<RegistryResponse> =>
    fetchOrFail(fetch, url, {
      method,
      headers: { accept: manifests, ...(authorization !== null && { authorization }) },
    })
  const first = await request(null)
  const challenge = first.headers.get('www-authenticate')
  const response =
    first.status === 401 && challenge !== null
      ? await request(await bearerToken(challenge, host, token, fetch))
      : first
  if (response.status === 404) return null
  if (response.ok) return response
  throw statusError(image, reference, response)
}

/** Turns a failed request into a `network` error. */
async function fetchOrFail(fetch: Fetch, ...request: Parameters<Fetch>): Promise<RegistryResponse> {
  try {
    return await fetch(...request)
  } catch (error) {
    const { message } = error as Error
    throw new RelError('network', `Could not reach the registry: ${message}`, {
      hint: 'Check the network and the proxy settings, then run the same command again.',
      cause: error,
    })
  }
}

const statusError = (image: string, reference: string, { status }: RegistryResponse): RelError =>
  new RelError(
    status === 401 || status === 403 ? 'permission' : 'failed',
    `${registryOf(image).host} returned status ${status} for ${image}:${reference}.`,
    { hint: `Check that the job has read access to the image ${image}.` },
  )

/** Splits the name of an image. Without a host (a first part with `.` or `:`, or `localhost`) it is on Docker Hub. */
function registryOf(image: string): { host: string; name: string } {
  const [first = '', ...rest] = image.split('/')
  if (rest.length > 0 && /[.:]|^localhost$/.test(first)) return { host: first, name: rest.join('/') }
  return { host: 'registry-1.docker.io', name: rest.length > 0 ? image : `library/${image}` }
}

/** Gets a token from the registry's authorization service. Only ghcr.io gets the user's GitHub token. */
async function bearerToken(challenge: string, host: string, token: string, fetch: Fetch): Promise<string> {
  const basic = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
  const isGitHub = host === 'ghcr.io'
  const part = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? ''
  const url = new URL(part('realm'))
  url.searchParams.set('service', part('service'))
  url.searchParams.set('scope', part('scope'))
  const sendsToken = isGitHub && url.protocol === 'https:' && url.host === host
  const response = await fetch(url, { headers: sendsToken ? { authorization: basic } : {} })
  const body = response.ok ? ((await response.json()) as { token?: string; access_token?: string }) : {}
  return `Bearer ${body.token ?? body.access_token ?? ''}`
}
