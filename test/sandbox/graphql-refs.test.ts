import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Repository } from '../../src/sandbox/state/rows.js'
import { changesOf } from './graphql-changes.js'
import { git, openOrganization, type Organization } from './graphql-organization.js'

/** Every mutation of labels, refs and files, and its result in queries. */
let acme: Organization
let widgets: Repository
let id: string
let main: string

beforeAll(async () => {
  acme = openOrganization()
  widgets = acme.addRepository('widgets')
  main = await acme.commit(widgets, 'main', { 'README.md': 'hello\n', 'run.sh': 'x\n' }, 'first')
  id = (await changesOf(acme).inWidgets('id')).id
})
afterAll(() => acme.close())

const inWidgets = (fields: string) => changesOf(acme).inWidgets(fields)
const change = (...args: Parameters<ReturnType<typeof changesOf>['change']>) =>
  changesOf(acme).change(...args)
const failure = (...args: Parameters<ReturnType<typeof changesOf>['failure']>) =>
  changesOf(acme).failure(...args)

test('createLabel, updateLabel, deleteLabel', async () => {
  const { label } = await change(
    'createLabel',
    'CreateLabel',
    { repositoryId: id, name: 'deploy', color: 'ff0000', description: 'd' },
    'label { id }',
  )
  expect(
    await failure('createLabel', 'CreateLabel', { repositoryId: id, name: 'Deploy', color: 'ff0000' }),
  ).toMatchObject({ type: 'UNPROCESSABLE', message: 'Name has already been taken' })
  await change('updateLabel', 'UpdateLabel', { id: label.id, name: 'preview' }, '')
  expect((await inWidgets('label(name:"PREVIEW") { id name color description }')).label).toEqual({
    id: label.id,
    name: 'preview',
    color: 'ff0000',
    description: 'd',
  })
  await change('deleteLabel', 'DeleteLabel', { id: label.id }, '')
  expect((await inWidgets('label(name:"preview") { id }')).label).toBeNull()
})

describe('refs and commits', () => {
  const oidOf = async (branch: string) =>
    (await inWidgets(`ref(qualifiedName:"refs/heads/${branch}") { id target { oid } }`)).ref

  test('createRef, updateRef, deleteRef', async () => {
    await change(
      'createRef',
      'CreateRef',
      { repositoryId: id, name: 'refs/heads/moving', oid: main },
      'ref { name }',
    )
    expect(
      await failure('createRef', 'CreateRef', { repositoryId: id, name: 'refs/heads/moving', oid: main }),
    ).toMatchObject({ type: 'UNPROCESSABLE', message: 'Reference already exists' })
    const next = await acme.commit(widgets, 'other', { 'b.txt': 'b\n' }, 'other work')
    const ref = await oidOf('moving')
    expect(ref.target.oid).toBe(main)
    await change('updateRef', 'UpdateRef', { refId: ref.id, oid: next }, 'ref { target { oid } }')
    expect((await oidOf('moving')).target.oid).toBe(next)
    expect(await failure('updateRef', 'UpdateRef', { refId: ref.id, oid: main })).toMatchObject({
      message: 'Update is not a fast forward',
    })
    await change('deleteRef', 'DeleteRef', { refId: ref.id }, '')
    expect(await oidOf('moving')).toBeNull()
  })

  const contents = Buffer.from('new\n').toString('base64')
  const input = (branchName: string, expectedHeadOid: string, fileChanges: object) => ({
    branch: { repositoryNameWithOwner: 'acme/widgets', branchName },
    expectedHeadOid,
    message: { headline: 'Server side', body: 'because' },
    fileChanges,
  })

  test('createCommitOnBranch writes, replaces and deletes', async () => {
    await change('createRef', 'CreateRef', { repositoryId: id, name: 'refs/heads/commits', oid: main }, '')
    const files = {
      additions: [
        { path: 'deep/a.txt', contents },
        { path: 'README.md', contents },
      ],
      deletions: [{ path: 'run.sh' }],
    }
    const { commit } = await change(
      'createCommitOnBranch',
      'CreateCommitOnBranch',
      input('commits', main, files),
      'commit { oid message author { name user { login } } parents(first:2) { nodes { oid } } } ref { name }',
    )
    expect(commit).toMatchObject({
      message: 'Server side\n\nbecause',
      author: { user: { login: 'dev' } },
      parents: { nodes: [{ oid: main }] },
    })
    expect((await oidOf('commits')).target.oid).toBe(commit.oid)
    expect(git(acme.gitOf(widgets), ['ls-tree', '-r', '--name-only', 'commits'])).toBe(
      'README.md\ndeep/a.txt',
    )
    expect(
      (
        await inWidgets(
          'object(expression:"commits:README.md") { ... on Blob { text byteSize isBinary isTruncated } }',
        )
      ).object,
    ).toEqual({ text: 'new\n', byteSize: 4, isBinary: false, isTruncated: false })
  })

  test('createCommitOnBranch refuses a moved branch, and workflow files without the permission', async () => {
    const head = await acme.commit(widgets, 'moved', { 'c.txt': 'c\n' }, 'moved')
    const files = { additions: [{ path: '.github/workflows/x.yml', contents }] }
    expect(
      await failure('createCommitOnBranch', 'CreateCommitOnBranch', input('moved', main, files)),
    ).toMatchObject({
      type: 'STALE_DATA',
      message: `Expected branch to point to "${main}" but it did not. Pull and try again.`,
    })
    const query =
      'mutation($input:CreateCommitOnBranchInput!) { createCommitOnBranch(input:$input) { clientMutationId } }'
    const { errors } = await acme.ask(acme.workflow(widgets, { contents: 'write' }), query, {
      input: input('moved', head, files),
    })
    expect(errors).toEqual([
      expect.objectContaining({
        type: 'FORBIDDEN',
        message: 'Resource not accessible by integration',
      }),
    ])
    expect(git(acme.gitOf(widgets), ['rev-parse', 'moved'])).toBe(head)
  })
})
