// SPDX-License-Identifier: MIT
// The administrators' console, as they reach it.

// The console in a page that is signed in already.
export async function openConsole(person, section) {
  await person.page.goto(new URL(section === undefined ? '/admin' : `/admin/${section}`, person.page.url()).href)
  await person.at('admin').waitFor()
}

export const field = (person, name) => person.page.locator(`[data-testid=admin-field][data-field="${name}"]`)
export const action = (person, name) => person.page.locator(`[data-testid=admin-action][data-action="${name}"]`)
export const row = (person, text) => person.at('admin-row').filter({ hasText: text })

export async function show(person, section) {
  await person.page.locator(`[data-testid=admin-section][data-section="${section}"]`).click()
  await person.page.waitForURL((url) => url.pathname === (section === 'overview' ? '/admin' : `/admin/${section}`))
}

// Opens the menu of somebody and chooses; English pages.
export async function choose(person, name, label) {
  await row(person, name).getByTestId('admin-action').first().click()
  await person.page.getByRole('menuitem', { name: label, exact: true }).click()
}

export const acts = (person) => person.at('admin-row').evaluateAll((rows) => rows.map((one) => one.dataset.act))

// Submits what is on the page, until the server has answered.
export async function submit(person, op) {
  await Promise.all([person.page.waitForResponse((answer) => answer.url().endsWith(`/api/v1/${op}`) && answer.ok()), person.at('admin-submit').click()])
}
