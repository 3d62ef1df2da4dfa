import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto'
import { isIPv4 } from 'node:net'
import { bits, commonName, identifier, integer, octets, sequence, tagged, time, yes } from './der.js'

/** A certificate and its key, both PEM. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
}

const day = 86_400_000
const ecdsaWithSha256 = sequence(identifier('1.2.840.10045.4.3.2'))

const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

/** A self-signed certificate authority, valid for ten years. */
export function createAuthority(name: string): Certificate {
  const key = newKey()
  const extensions = [
    extension('2.5.29.19', sequence(yes), true), // basic constraints: an authority
    extension('2.5.29.15', bits(Buffer.from([0b0000_0110]), 1), true), // key usage: signs certificates and lists
  ]
  return signed({ subject: name, issuer: name, key, signer: key, days: 3650, extensions })
}

/** A server certificate for one host, valid for a year. */
export function createLeaf(
  host: string,
  authority: { readonly name: string; readonly key: KeyObject },
): Certificate {
  const address = isIPv4(host)
    ? tagged(0x87, Buffer.from(host.split('.').map(Number)))
    : tagged(0x82, Buffer.from(host))
  const extensions = [
    extension('2.5.29.17', sequence(address)), // alternative names
    extension('2.5.29.37', sequence(identifier('1.3.6.1.5.5.7.3.1'))), // extended usage: a server
  ]
  return signed({
    subject: host,
    issuer: authority.name,
    key: newKey(),
    signer: authority.key,
    days: 365,
    extensions,
  })
}

const extension = (id: string, value: Buffer, critical = false): Buffer =>
  sequence(identifier(id), ...(critical ? [yes] : []), octets(value))

/** A signed certificate (RFC 5280, section 4.1). It is valid from yesterday, because clocks can differ. */
function signed(options: {
  readonly subject: string
  readonly issuer: string
  readonly key: KeyObject
  readonly signer: KeyObject
  readonly days: number
  readonly extensions: readonly Buffer[]
}): Certificate {
  const { subject, issuer, key, signer, days, extensions } = options
  const now = Date.now()
  const serial = randomBytes(16)
  serial[0] = 1
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))), // version 3
    integer(serial),
    ecdsaWithSha256,
    commonName(issuer),
    sequence(time(new Date(now - day)), time(new Date(now + days * day))),
    commonName(subject),
    publicKeyOf(key),
    tagged(
      0xa3,
      sequence(
        ...extensions,
        extension('2.5.29.14', octets(keyId(key))),
        extension('2.5.29.35', sequence(tagged(0x80, keyId(signer)))),
      ),
    ),
  )
  const certificate = sequence(body, ecdsaWithSha256, bits(sign('sha256', body, signer)))
  const lines = certificate.toString('base64').replace(/.{64}(?=.)/g, '$&\n')
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

const publicKeyOf = (key: KeyObject): Buffer => createPublicKey(key).export({ type: 'spki', format: 'der' })
const keyId = (key: KeyObject): Buffer => createHash('sha1').update(publicKeyOf(key)).digest()
