import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'

/** What GitHub's own parser has to say about a workflow file, one line for each finding: file:line:column and its words. */
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
