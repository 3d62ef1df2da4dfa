import { fullFormats } from 'ajv-formats/dist/formats.js'

/** The string formats of GitHub's description, used by the compiled checks. */
export const formats = {
  ...fullFormats,
  uri: { type: 'string', validate: (text: string): boolean => text === '' || URL.canParse(text) }, // GitHub sends ""
}
