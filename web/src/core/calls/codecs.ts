// SPDX-License-Identifier: MIT
// What sound and pictures are made of. These and no others: each further codec makes a description longer, and every step
// with it slower (all that a browser has takes half as long again). Every browser has Opus and VP8 (RFC 7742, RFC 7874).
export const voice = ['audio/red', 'audio/opus'] // redundant sound (RFC 2198): a fifth of the packets may be lost and little is missed
export const picture = ['video/vp8', 'video/rtx'] // what the router forwards; packets of others are cut by what an encrypted frame hides
export const direct = [...picture, 'video/red', 'video/ulpfec'] // between two devices

export function prefer(transceiver: RTCRtpTransceiver, wanted: readonly string[]): void {
  const rank = ({ mimeType }: { mimeType: string }): number => wanted.indexOf(mimeType.toLowerCase())
  const kind = wanted === voice ? 'audio' : 'video'
  const codecs = globalThis.RTCRtpReceiver?.getCapabilities?.(kind)?.codecs.filter((codec) => rank(codec) >= 0)
  if (!codecs?.length || !transceiver.setCodecPreferences) return
  try {
    transceiver.setCodecPreferences(codecs.sort((one, other) => rank(one) - rank(other)))
  } catch {
    // a browser that knows it otherwise: it offers all it has
  }
}
