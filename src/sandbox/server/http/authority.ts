import { createPrivateKey } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createSecureContext, type SecureContext } from 'node:tls'
import { createAuthority, createLeaf } from './certificate.js'

const name = 'rel sandbox'

/** Gives the sandbox a certificate for any host name that it answers for. */
export type Authority = (host: string) => SecureContext

/**
 * The sandbox's own certificate authority: `certificate` is for clients to trust, `key` is for its user alone. Both are made when they are
 * not there; each server certificate is made when a client first comes for its name, and forgotten when the server ends.
 */
export function openAuthority(files: { readonly certificate: string; readonly key: string }): Authority {
  if (!existsSync(files.certificate) || !existsSync(files.key)) {
    const made = createAuthority(name)
    writeFileSync(files.key, made.key, { mode: 0o600 })
    writeFileSync(files.certificate, made.certificate)
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
