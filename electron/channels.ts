/** Names of the messages between the window's page and the shell, in one place for both ends. */
export const channels = {
  chooseFolder: 'shell:choose-folder',
  chooseFiles: 'shell:choose-files',
  chooseSaveFile: 'shell:choose-save-file',
  showInFolder: 'shell:show-in-folder',
  menuCommand: 'shell:menu-command',
} as const
