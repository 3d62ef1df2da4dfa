type Environment = Readonly<Record<string, string | undefined>>

/**
 * Environment variables with which git sends a token to a server, so that the token is in no file and no command line. Clears a
 * header that the clone configures, because GitHub refuses two. Git would also send the header to a server that it is redirected
 * to, so redirects are errors.
 */
export function envWithToken(env: Environment, server: string, token: string): Environment {
  const header = `http.${server}/.extraheader`
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  const before = Number(env['GIT_CONFIG_COUNT'] ?? 0)
  const settings = [
    [header, ''],
    [header, `AUTHORIZATION: basic ${basic}`],
    [`http.${server}/.followRedirects`, 'false'],
  ] as const
  return {
    ...env,
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${before + index}`, key],
        [`GIT_CONFIG_VALUE_${before + index}`, value],
      ]),
    ),
    GIT_CONFIG_COUNT: String(before + settings.length),
  }
}
