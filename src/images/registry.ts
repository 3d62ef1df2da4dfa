import { RelError } from '../errors.js'

/** The part of `fetch` that the registry client uses. */
export type Fetch = (
  url: string | URL,
  init?: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> },
) => Promise<RegistryResponse>
type RegistryResponse = Pick<Response, 'status' | 'ok' | 'json' | 'arrayBuffer'> & {
  readonly headers: Pick<Headers, 'get'>
}

/** The token of an API, and the registry that takes it: no other registry gets it, whatever address it names. */
export interface RegistryCredentials {
  /** The host of the registry; null if the API has none. */
  readonly registry: string | null
  readonly token: string
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
  credentials: RegistryCredentials,
  fetch: Fetch,
): Promise<string | null> {
  const response = await fetchManifest({ method: 'HEAD', image, reference: tag }, credentials, fetch)
  const digest = response?.headers.get('docker-content-digest') ?? null
  if (response && digest === null) throw statusError(image, tag, response)
  return digest
}

/** OCI distribution, `GET /v2/NAME/manifests/DIGEST`: the bytes of the manifest. */
export async function bytesInRegistry(
  image: string,
  digest: string,
  credentials: RegistryCredentials,
  fetch: Fetch,
): Promise<Uint8Array | null> {
  const response = await fetchManifest({ method: 'GET', image, reference: digest }, credentials, fetch)
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
  credentials: RegistryCredentials,
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
      ? await request(await bearerToken(challenge, host, credentials, fetch))
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

/** Gets a token from the registry's authorization service. Only GitHub's registry gets the user's token, and only at its own host. */
async function bearerToken(
  challenge: string,
  host: string,
  { registry, token }: RegistryCredentials,
  fetch: Fetch,
): Promise<string> {
  const part = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? ''
  const realm = part('realm')
  const url = URL.canParse(realm) ? new URL(realm) : null
  if (url?.protocol !== 'https:')
    throw new RelError('failed', `${host} names no https address to sign in: "${realm}".`, {
      hint: 'Check `image.name` in .github/rel.yml, and the registry.',
    })
  url.searchParams.set('service', part('service'))
  url.searchParams.set('scope', part('scope'))
  const basic = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
  const sendsToken = host === registry && url.host === registry
  const response = await fetchOrFail(fetch, url, { headers: sendsToken ? { authorization: basic } : {} })
  const body = response.ok ? ((await response.json()) as { token?: string; access_token?: string }) : {}
  return `Bearer ${body.token ?? body.access_token ?? ''}`
}
