// SPDX-License-Identifier: MIT
// The bundler makes a file of its own for its helper of 150 bytes, and all pages would wait for that: here each file that
// needs the helper gets a copy. Their hashed names cover it, as they cover the name of the file that it was in.
import type { Plugin } from 'vite'

export function inlineRuntime(): Plugin {
  return {
    name: 'teahouse-inline-runtime',
    apply: 'build',
    enforce: 'pre',
    generateBundle: {
      order: 'pre', // what lists the files that each file needs comes after this
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
        const runtime = chunks.find((one) => one.name === 'rolldown-runtime')
        if (!runtime) return
        const [, body, helper] = /^(.*)export\{(\w+)\};?\s*$/s.exec(runtime.code) ?? this.error('the helper of the bundler is not what it was')
        const name = runtime.fileName.split('/').at(-1)!
        for (const chunk of chunks) {
          if (!chunk.imports.includes(runtime.fileName)) continue
          const own = chunk.code.replace(new RegExp(`import\\{${helper} as (\\w+)\\}from"\\./${name}";`), (_all, local: string) => `var ${local}=(()=>{${body}return ${helper}})();`)
          if (own.includes(name)) this.error(`${chunk.fileName} needs more of the bundler's helper than is known`)
          chunk.code = own
          chunk.imports.splice(chunk.imports.indexOf(runtime.fileName), 1)
        }
        delete bundle[runtime.fileName]
      },
    },
  }
}
