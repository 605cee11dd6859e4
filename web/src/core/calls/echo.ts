// SPDX-License-Identifier: MIT
// A call with oneself: what the microphone gives goes through a connection of the page to itself, as in a call.
import { meterOf } from './meter'

export interface Echo {
  level(): number // of what came back, 0 to 1
  stop(): void
}

const WAIT_MS = 8_000

// `stream` stays the caller's. Fails where nothing gets through.
export async function openEcho(stream: MediaStream): Promise<Echo> {
  const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()]
  const player = new Audio()
  const context = typeof AudioContext === 'undefined' ? undefined : new AudioContext()
  let meter: ReturnType<typeof meterOf> | undefined
  const stop = (): void => {
    meter?.stop()
    player.srcObject = null
    here.close()
    there.close()
    void context?.close()
  }
  try {
    const back = new Promise<MediaStreamTrack>((resolve, reject) => {
      there.ontrack = ({ track }) => resolve(track)
      setTimeout(() => reject(new Error('no way')), WAIT_MS)
    })
    here.onicecandidate = ({ candidate }) => void there.addIceCandidate(candidate ?? undefined).catch(() => undefined)
    there.onicecandidate = ({ candidate }) => void here.addIceCandidate(candidate ?? undefined).catch(() => undefined)
    for (const track of stream.getAudioTracks()) here.addTrack(track, stream)
    await here.setLocalDescription(await here.createOffer())
    await there.setRemoteDescription(here.localDescription!)
    await there.setLocalDescription(await there.createAnswer())
    await here.setRemoteDescription(there.localDescription!)
    const track = await back
    player.srcObject = new MediaStream([track])
    await player.play()
    if (context) meter = meterOf(context, track)
    return { level: () => meter?.read() ?? 0, stop }
  } catch (error) {
    stop()
    throw error
  }
}
