// SPDX-License-Identifier: MIT
// State of one account that lives outside of components, such as files that wait in the composer: its owner says here how
// it is forgotten, and it is when the account leaves the page.
const owners: (() => void)[] = []

export function onLeave(forget: () => void): void {
  owners.push(forget)
}

export function leave(): void {
  for (const forget of owners) forget()
}
