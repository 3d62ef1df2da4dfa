/** All bytes of a stream. Not by node:stream/consumers: the first use of that takes Node 20 ten milliseconds. */
export async function bytesIn(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
