// --- Frames -----------------------------------------------------------------------------------------------

type Field = readonly [name: string, type: string, list: boolean]
interface Struct {
  tuple: boolean
  fields: Field[]
}
type Fields = Record<string, unknown>

// 'name=Type' is an enum, struct or tuple, 'name*Type' a list of them; others are carried as they are.
const parseFields = (text: string): Field[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((item) => {
      const [name = '', type = ''] = item.split(/[=*]/)
      return [name, type, item.includes('*')]
    })

const enums = new Map<string, string[]>()
const structs = new Map<string, Struct>()
interface OpTable {
  number: number
  request: Struct
  reply: Struct
}
const opTable = new Map<string, OpTable>()
const pushes = new Map<number, readonly [name: string, fields: Struct]>()

/** Tables of a part of the protocol; those of later parts come with their code. */
export function addTables(enumTable: string, structTable: string, opsTable: string, pushTable: string): void {
  for (const line of enumTable.split(';')) {
    const [name = '', words = ''] = line.split(':')
    enums.set(name, words.split(' '))
  }
  for (const line of structTable.split(';')) {
    const [name = '', fields = ''] = line.split(':')
    structs.set(name.replace('!', ''), { tuple: name.endsWith('!'), fields: parseFields(fields) })
  }
  for (const line of opsTable.split(';')) {
    const [name = '', number = '', request = '', reply = ''] = line.split(/[:>]/)
    opTable.set(name, {
      number: +number,
      request: { tuple: false, fields: parseFields(request) },
      reply: { tuple: false, fields: parseFields(reply) },
    })
  }
  for (const line of pushTable.split(';')) {
    const [number = '', fields = ''] = line.split(':')
    const parsed = parseFields(fields)
    pushes.set(+number, [parsed[0]![0], { tuple: false, fields: parsed }])
  }
}
addTables(enumTable, structTable, opsTable, pushTable)

function packValue(type: string, value: unknown): unknown {
  const words = enums.get(type)
  if (words) {
    return words.indexOf(value as string)
  }
  const struct = structs.get(type)
  return struct ? packFields(struct, value as Fields) : value
}

function packFields(struct: Struct, value: Fields | unknown[]): unknown[] {
  const packed = struct.fields.map(([name, type, list], index) => {
    const item = Array.isArray(value) ? value[index] : value[name]
    if (item === undefined || item === null) {
      return null
    }
    return list ? (item as unknown[]).map((each) => packValue(type, each)) : packValue(type, item)
  })
  while (packed.length > 0 && packed.at(-1) === null) {
    packed.pop()
  }
  return packed
}

function unpackValue(type: string, value: unknown): unknown {
  const words = enums.get(type)
  if (words) {
    return words[value as number] || 'unknown' // of a newer server
  }
  const struct = structs.get(type)
  return struct ? unpackFields(struct, value as unknown[], 0) : value
}

function unpackFields(struct: Struct, packed: unknown[], start: number): Fields | unknown[] {
  const values = struct.fields.map(([, type, list], index) => {
    const item = packed[start + index]
    if (item === undefined || item === null) {
      return undefined
    }
    return list ? (item as unknown[]).map((each) => unpackValue(type, each)) : unpackValue(type, item)
  })
  if (struct.tuple) {
    return values
  }
  const unpacked: Fields = {}
  struct.fields.forEach(([name], index) => {
    if (values[index] !== undefined) {
      unpacked[name] = values[index]
    }
  })
  return unpacked
}

/** What a server sends: the answer to a request, its refusal, or a push under its name. */
export type ServerFrame =
  | { [K in OpName]: { type: 'answer'; re: number; op: K; reply: Ops[K]['reply'] } }[OpName]
  | { type: 'error'; re: number; error: ErrorBody }
  | { [K in PushName]: { type: K } & Pushes[K] }[PushName]
  | { type: 'later'; frame: readonly unknown[] } // a push whose table is not there yet

/** A request as the array that goes into MessagePack. */
export function encodeRequest<K extends OpName>(id: number, op: K, request: Ops[K]['request']): unknown[] {
  const table = opTable.get(op)!
  return [id, table.number, ...packFields(table.request, request as unknown as Fields)]
}

/** A decoded MessagePack array as a frame; `opOf` says what was asked under an id. Undefined: not understood. */
export function decodeServerFrame(frame: unknown, opOf: (re: number) => OpName | undefined): ServerFrame | undefined {
  if (!Array.isArray(frame)) {
    return undefined
  }
  const [number, re, value] = frame as [number, number, unknown[]]
  if (number > 1) {
    const push = pushes.get(number)
    return push ? ({ type: push[0], ...unpackFields(push[1], frame, 1) } as unknown as ServerFrame) : { type: 'later', frame }
  }
  if (!Array.isArray(value)) {
    return undefined
  }
  if (number === 1) {
    return { type: 'error', re, error: unpackValue('ErrorBody', value) as ErrorBody }
  }
  const op = opOf(re)
  const table = op && opTable.get(op)
  return table && ({ type: 'answer', re, op, reply: unpackFields(table.reply, value, 0) } as ServerFrame)
}
