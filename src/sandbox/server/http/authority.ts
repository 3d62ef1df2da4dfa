import { createPrivateKey } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createSecureContext, type SecureContext } from 'node:tls'
import { createAuthority, createLeaf } from './certificate.js'

const name = 'rel sandbox'

/** Returns the TLS context with a certificate for a host name. */
export type Authority = (host: string) => SecureContext

/**
 * Opens the sandbox's certificate authority, and creates its files if they are missing. Clients trust `certificate`; only the
 * user can read `key`. The certificate of a host is created for its first connection and kept in memory.
 */
export function openAuthority(files: { readonly certificate: string; readonly key: string }): Authority {
  if (!existsSync(files.certificate) || !existsSync(files.key)) {
    const created = createAuthority(name)
    writeFileSync(files.key, created.key, { mode: 0o600 })
    writeFileSync(files.certificate, created.certificate)
  }
  const contexts = new Map<string, SecureContext>()
  return (host) => {
    const known = contexts.get(host)
    if (known) return known
    const leaf = createLeaf(host, { name, key: createPrivateKey(readFileSync(files.key)) })
    const context = createSecureContext({ cert: leaf.certificate, key: leaf.key })
    contexts.set(host, context)
    return context
  }
}
