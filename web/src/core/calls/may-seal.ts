// SPDX-License-Identifier: MIT
// Whether this browser lets a page encrypt frames: Safari since 15.4, Firefox since 117, Chromium since 141.
export const maySeal = (): boolean => typeof (globalThis as { RTCRtpScriptTransform?: unknown }).RTCRtpScriptTransform === 'function' && typeof Worker === 'function' && globalThis.crypto?.subtle !== undefined
