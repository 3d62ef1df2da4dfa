/** A composite action. */
export const greet = `name: greet
inputs:
  who: {description: whom, required: true}
  mark: {description: how, default: "!"}
outputs:
  text: {description: what, value: "\${{ steps.s.outputs.text }}"}
runs:
  using: composite
  steps:
    - id: s
      shell: bash
      run: echo "text=hi $WHO\${{ inputs.mark }}" >> "$GITHUB_OUTPUT"
      env: {WHO: "\${{ inputs.who }}"}
    - if: inputs.who == 'nobody'
      shell: bash
      run: exit 4
    - shell: bash
      run: echo "in $(basename "\${{ github.action_path }}")"
`
