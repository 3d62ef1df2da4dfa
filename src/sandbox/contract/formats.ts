import { fullFormats } from 'ajv-formats/dist/formats.js'

/** The formats of texts in GitHub's description, as the compiled checks ask for them. */
export const formats = {
  ...fullFormats,
  uri: { type: 'string', validate: (text: string): boolean => text === '' || URL.canParse(text) }, // GitHub sends ""
}
