// SPDX-License-Identifier: MIT
// Tells public/theme.js, which runs first, the files of the page that is going to be shown: it asks for them at once,
// not after the entry has come and run. Which page that is, only the browser knows.
import type { Plugin } from 'vite'

const languages = ['en', 'zh-CN']
// By the names of chunks (vite.config.ts); words by their catalogues.
const pages = {
  chat: { chunks: ['shell', 'core'], words: ['i18n'] },
  signin: { chunks: ['signin'], words: ['i18n', 'i18n/signin'] },
}

export function preloadPages(): Plugin {
  return {
    name: 'teahouse-preload',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((one) => one.type === 'chunk')
        const fileOf = (what: string, found: (typeof chunks)[number] | undefined): string => {
          if (!found) throw new Error(`there is no chunk of ${what}`)
          return `/${found.fileName}`
        }
        const filesOf = ({ chunks: names, words }: (typeof pages)['chat'], language: string): string[] => [
          ...words.map((folder) => fileOf(folder, chunks.find((one) => one.facadeModuleId?.endsWith(`/src/${folder}/${language}.json`)))),
          ...names.map((name) => fileOf(name, chunks.find((one) => one.name === name))),
        ]
        const table = Object.fromEntries(Object.entries(pages).map(([name, page]) => [name, Object.fromEntries(languages.map((language) => [language, filesOf(page, language)]))]))
        const filled = html.replace('<script src="/theme.js"', `<script src="/theme.js" data-pages='${JSON.stringify(table)}'`)
        if (filled === html) throw new Error('index.html does not load theme.js')
        return filled
      },
    },
  }
}
