// SPDX-License-Identifier: MIT
// Whether this page is the console of administrators: /admin and what lies below.
export const inConsole = (): boolean => /^\/admin(\/|$)/.test(location.pathname)
