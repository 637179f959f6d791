import { expect, it } from 'vitest'
import { modelExportFormat } from '../../../../core/api/inputs.ts'
import { EXPORT_FORMS, exportFolderName } from '../../../../renderer/pages/models/exportForms.ts'

it('offers every form that the engine knows', () => {
  expect(EXPORT_FORMS.map(({ value }) => value).toSorted()).toEqual(modelExportFormat.options.toSorted())
})

it('names folders so that every file system takes them', () => {
  expect(exportFolderName('Run 3', 'studio')).toBe('Run 3')
  expect(exportFolderName('Run 3', 'onnx')).toBe('Run 3 onnx')
  expect(exportFolderName('a/b: "c"?', 'tfjs')).toBe('a-b- -c-- tfjs')
  expect(exportFolderName(' ..', 'studio')).toBe('model')
})
