import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'

/** The findings of GitHub's parser about a workflow file, each `file:line:column: message`. */
export async function officialFindings(file: string, text: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name: file, content: text }, new NoOperationTraceWriter())
  if (value) await convertWorkflowTemplate(context, value, undefined, { errorPolicy: 1 })
  return context.errors.getErrors().map(({ rawMessage, range, prefix }) => {
    const [, line, column] = /\(Line: (\d+), Col: (\d+)\)/.exec(prefix ?? '') ?? []
    const start = range
      ? { line: range.start.line, column: range.start.column }
      : { line: line ?? 1, column: column ?? 1 }
    return `${file}:${start.line}:${start.column}: ${rawMessage}`
  })
}
