import { BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../core/api/shell.ts'
import { channels } from './channels.ts'

/**
 * The application's menu. Undo and redo go to the page, which sends them to the text field or to the labels, whichever
 * has the keyboard; the keys of the label page belong to the page and stay out of the menu.
 */
export function setMenu(): void {
  const isApple = process.platform === 'darwin'
  const template: MenuItemConstructorOptions[] = [
    ...(isApple ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        command('New project…', 'new-project', 'CmdOrCtrl+N'),
        command('Open project…', 'open-project', 'CmdOrCtrl+O'),
        { type: 'separator' },
        command('Import images and labels…', 'import', 'CmdOrCtrl+I'),
        command('Export labels…', 'export', 'CmdOrCtrl+E'),
        { type: 'separator' },
        command('Settings', 'settings', 'CmdOrCtrl+,'),
        { type: 'separator' },
        { role: isApple ? 'close' : 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        // The page listens for the keys itself, so they are shown here and not caught.
        command('Undo', 'undo', 'CmdOrCtrl+Z', false),
        command('Redo', 'redo', 'CmdOrCtrl+Shift+Z', false),
        { type: 'separator' },
        { role: 'cut', registerAccelerator: false },
        { role: 'copy', registerAccelerator: false },
        { role: 'paste', registerAccelerator: false },
      ],
    },
    {
      label: '&View',
      submenu: [{ role: 'togglefullscreen' }, { type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }],
    },
    ...(isApple ? [{ role: 'windowMenu' } as const] : []),
    {
      role: 'help',
      submenu: [command('Keyboard shortcuts', 'shortcuts'), command('About Focal Studio', 'about')],
    },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

function command(
  label: string,
  name: MenuCommand,
  accelerator?: string,
  registerAccelerator = true,
): MenuItemConstructorOptions {
  return {
    label,
    registerAccelerator,
    ...(accelerator ? { accelerator } : {}),
    click: (_item, window) => {
      if (window instanceof BrowserWindow) window.webContents.send(channels.menuCommand, name)
    },
  }
}
