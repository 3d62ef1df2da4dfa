/**
 * Compiles a regular expression of a name rule; null if it is invalid. As on GitHub its syntax is RE2's, which matches in linear
 * time; JavaScript's can take exponential time.
 */
export async function nameRegex(source: string): Promise<((name: string) => boolean) | null> {
  const { RE2JS, RE2JSException } = await import('re2js') // loaded on first use
  try {
    const regex = RE2JS.compile(source)
    return (name) => regex.test(name)
  } catch (error) {
    if (error instanceof RE2JSException) return null
    throw error
  }
}
