// SPDX-License-Identifier: MIT
// What the server tells of calls before their code is there, which comes when the page has settled.
import { decodeLater, type Push } from './protocol/codec'

const MOST = 50

export class Early {
  private kept: (readonly unknown[])[] | undefined = []

  note(push: Push): void {
    if (push.type === 'later' && this.kept && this.kept.length < MOST) this.kept.push(push.frame)
  }

  // Whether something waits for that code.
  some = (): boolean => !!this.kept?.length

  take = (): readonly Push[] => {
    const { kept = [] } = this
    this.kept = undefined
    return kept.flatMap((frame) => decodeLater(frame) ?? [])
  }
}
