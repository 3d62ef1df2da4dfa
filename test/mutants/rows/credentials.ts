import type { Mutant } from '../mutant.js'

export const credentials: readonly Mutant[] = [
  {
    name: 'token-for-host',
    rule: 'GH_TOKEN is not sent to a host that only a remote names.',
    file: 'src/credentials.ts',
    find: "const trusted = named !== undefined || host === 'github.com'",
    replace: "const trusted = named !== undefined || host !== ''",
    tests: ['test/credentials.test.ts'],
  },
  {
    name: 'token-of-clone',
    rule: 'The token of a clone goes to the API of that clone alone.',
    file: 'src/credentials.ts',
    find: 'own !== undefined && apiUrl(own) === api ?',
    replace: 'own !== undefined ?',
    tests: ['test/credentials.test.ts'],
  },
  {
    name: 'redirected-credentials',
    rule: 'A redirect to another origin does not get the credentials.',
    file: 'src/http/request.ts',
    find: '...(target.origin === request.url.origin',
    replace: "...(target.origin !== ''",
    tests: ['test/http/redirects.test.ts'],
  },
]
