type Environment = Readonly<Record<string, string | undefined>>

/**
 * Environment variables with which git sends a token to a server, so that the token is in no file and no command line. Clears a
 * header that the clone configures: GitHub refuses two.
 */
export function envWithToken(env: Environment, server: string, token: string): Environment {
  const key = `http.${server}/.extraheader`
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  const before = Number(env['GIT_CONFIG_COUNT'] ?? 0)
  const values = ['', `AUTHORIZATION: basic ${basic}`]
  return {
    ...env,
    ...Object.fromEntries(
      values.flatMap((value, index) => [
        [`GIT_CONFIG_KEY_${before + index}`, key],
        [`GIT_CONFIG_VALUE_${before + index}`, value],
      ]),
    ),
    GIT_CONFIG_COUNT: String(before + values.length),
  }
}
