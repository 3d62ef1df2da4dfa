import { randomBytes } from 'node:crypto'
import { blake2b } from 'blakejs'
import nacl from 'tweetnacl'

/** A Curve25519 key pair, both keys in base64. */
export const newKeyPair = (): { readonly publicKey: string; readonly secretKey: string } => {
  const { publicKey, secretKey } = nacl.box.keyPair.fromSecretKey(randomBytes(32))
  return { publicKey: encode(publicKey), secretKey: encode(secretKey) }
}

/**
 * Decrypts a libsodium crypto_box_seal: the sender's one-time public key, then a box whose nonce is BLAKE2b-24 of both public
 * keys. Null if it was not sealed for this key.
 */
export function openSealed(
  sealed: string,
  keys: { readonly publicKey: string; readonly secretKey: string },
): string | null {
  const bytes = decode(sealed)
  if (bytes.length < nacl.box.publicKeyLength + nacl.box.overheadLength) return null
  const sender = bytes.subarray(0, nacl.box.publicKeyLength)
  const nonce = blake2b(Buffer.concat([sender, decode(keys.publicKey)]), undefined, nacl.box.nonceLength)
  const open = nacl.box.open(bytes.subarray(sender.length), nonce, sender, decode(keys.secretKey))
  return open && Buffer.from(open).toString()
}

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const decode = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))
