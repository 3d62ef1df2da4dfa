import type { Sandbox } from './sandbox.js'

export interface Page {
  readonly status: number
  readonly location: string | null
  readonly text: string
}

/** Signs in with the sandbox's key; returns the cookie. */
async function signIn(sandbox: Sandbox, login: string): Promise<string> {
  const response = await fetch(`${sandbox.url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: sandbox.url },
    body: new URLSearchParams({ login, key: sandbox.key }),
  })
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** Sends requests like a browser, signed out if `login` is null. Does not follow redirects. */
export function visitor(sandbox: Sandbox, login: string | null) {
  let session: Promise<string> | null = null
  const send = async (path: string, init: RequestInit): Promise<Page> => {
    const url = path.startsWith('http') ? path : `${sandbox.url}${path}`
    const cookie = login === null ? {} : { cookie: await (session ??= signIn(sandbox, login)) }
    const headers = { accept: 'text/html', ...cookie, ...(init.headers as Record<string, string>) }
    const response = await fetch(url, { redirect: 'manual', ...init, headers })
    return {
      status: response.status,
      location: response.headers.get('location'),
      text: await response.text(),
    }
  }
  return {
    get: (path: string) => send(path, {}),
    /** Sends a form of the sandbox's own pages, or of another site with its headers. */
    post: (
      path: string,
      form: Readonly<Record<string, string>> = {},
      headers?: Readonly<Record<string, string>>,
    ) =>
      send(path, {
        method: 'POST',
        body: new URLSearchParams(form),
        headers: headers ?? { origin: sandbox.url, 'sec-fetch-site': 'same-origin' },
      }),
  }
}
