type Field = readonly [number: number, value: Buffer]

/** The fields of a message that hold bytes; helm and kubectl send nothing else that matters here. */
function fieldsOf(message: Buffer): readonly Field[] {
  const found: Field[] = []
  let at = 0
  const varint = (): number => {
    let [value, shift] = [0, 1]
    for (;;) {
      const byte = message[at++]!
      value += (byte & 0x7f) * shift
      if (byte < 0x80) return value
      shift *= 128
    }
  }
  while (at < message.length) {
    const tag = varint()
    const wire = tag & 7
    if (wire === 0) varint()
    else if (wire === 2) {
      const length = varint()
      found.push([tag >> 3, message.subarray(at, at + length)])
      at += length
    } else throw new Error(`A field of wire type ${wire}.`)
  }
  return found
}

const nothing = Buffer.alloc(0)
const first = (message: Buffer, number: number): Buffer =>
  fieldsOf(message).find(([field]) => field === number)?.[1] ?? nothing
const entries = <Value>(message: Buffer, number: number, read: (value: Buffer) => Value) =>
  Object.fromEntries(
    fieldsOf(message)
      .filter(([field]) => field === number)
      .map(([, entry]) => [first(entry, 1).toString(), read(first(entry, 2))]),
  )

/** A Secret as helm sends it, `application/vnd.kubernetes.protobuf`: envelope, metadata, data. Anything else is JSON. */
export function bodyOf(raw: Buffer): Record<string, any> {
  if (raw.subarray(0, 4).toString('latin1') !== 'k8s\0') return JSON.parse(raw.toString())
  const [type, object] = [first(raw.subarray(4), 1), first(raw.subarray(4), 2)]
  const metadata = first(object, 1)
  const text = (value: Buffer): string => value.toString()
  return {
    apiVersion: text(first(type, 1)),
    kind: text(first(type, 2)),
    metadata: { name: text(first(metadata, 1)), labels: entries(metadata, 11, text) },
    ...(text(first(type, 2)) === 'Secret' && {
      data: entries(object, 2, (value) => value.toString('base64')),
      type: text(first(object, 3)),
    }),
  }
}
